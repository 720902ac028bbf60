"""Vietnamese, without its accents: they are taken from the names of columns too."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            ma_khach_hang id_khach_hang khach_hang_id ma_kh makh khach_hang ma_nguoi_dung id_nguoi_dung nguoi_dung
            ma_thanh_vien id_thanh_vien thanh_vien so_the_thanh_vien | ten_dang_nhap tai_khoan ten_tai_khoan
            nguoi_mua ten_nguoi_dung | ten_khach_hang so_dien_thoai dien_thoai sdt thu_dien_tu
        """,
        "session": "phien ma_phien id_phien",
        "time": """
            ngay_thanh_toan thoi_gian_thanh_toan thoi_gian_don_hang_duoc_thanh_toan ngay_mua ngay_mua_hang
            thoi_gian_mua ngay_ban ngay_ban_hang ngay_giao_dich thoi_gian_giao_dich thoi_gian_su_kien | thoi_gian
            thoi_diem ngay_gio | ngay_dat_hang ngay_dat thoi_gian_dat_hang ngay_tao ngay_tao_don ngay_tao_don_hang
            thoi_gian_tao | ngay ngay_thang
        """,
        "type": "su_kien loai_su_kien ten_su_kien hanh_dong loai_hanh_dong hanh_vi | loai",
        "item": """
            ma_san_pham id_san_pham san_pham_id ma_sp masp ma_hang ma_hang_hoa mat_hang san_pham ma_vach
            sku_san_pham sku_phan_loai_hang | ten_san_pham ten_hang ten_hang_hoa
        """,
        "variant": "phan_loai_hang ten_phan_loai_hang phien_ban",
        "title": "ten_san_pham ten_hang ten_hang_hoa ten_mat_hang",
        "category": "danh_muc danh_muc_san_pham nganh_hang nhom_hang loai_san_pham loai_hang nhom_san_pham",
        "brand": "thuong_hieu nhan_hieu hang_san_xuat nha_san_xuat",
        "price": "don_gia gia gia_ban gia_tien gia_san_pham",
        "list_price": "gia_goc gia_niem_yet",
        "quantity": "so_luong sl so_luong_mua so_luong_ban",
        "amount": """
            thanh_tien tong_tien so_tien tong_cong tong_gia_tri tong_gia_tri_don_hang gia_tri_don_hang tri_gia
            doanh_thu doanh_so tong_thanh_toan tong_so_tien so_tien_thanh_toan
        """,
        "discount": "giam_gia chiet_khau so_tien_giam",
        "coupon": "ma_giam_gia phieu_giam_gia",
        "currency": "tien_te loai_tien don_vi_tien_te",
        "order": """
            ma_don_hang id_don_hang so_don_hang don_hang ma_don so_hoa_don ma_hoa_don hoa_don ma_giao_dich so_phieu
        """,
        "status": "trang_thai trang_thai_don_hang tinh_trang trang_thai_thanh_toan",
        "query": "tu_khoa tu_khoa_tim_kiem",
        "channel": "kenh kenh_ban_hang nguon",
        "device": "thiet_bi",
        "country": "quoc_gia",
        "region": "tinh tinh_thanh tinh_thanh_pho vung",
        "city": "thanh_pho quan_huyen",
        "shop": "cua_hang chi_nhanh gian_hang",
    },
    types={
        "view": "xem xem_san_pham nhap_chuot luot_xem",
        "search": "tim_kiem",
        "favourite": "yeu_thich",
        "cart": "gio_hang them_vao_gio_hang them_gio_hang",
        "order": "dat_hang",
        "purchase": "mua mua_hang thanh_toan ban_hang",
        "refund": "hoan_tien tra_hang",
        "cancel": "huy huy_don huy_don_hang",
    },
    states={
        "unpaid": "cho_thanh_toan chua_thanh_toan cho_xac_nhan",
        "cancelled": "da_huy huy giao_hang_that_bai that_bai",
        "refunded": "tra_hang hoan_tien",
        "paid": "cho_lay_hang dang_giao da_giao dang_van_chuyen hoan_thanh da_thanh_toan giao_hang_thanh_cong",
    },
    cancelled="ngay_huy thoi_gian_huy ly_do_huy",
    other_times="""
        ngay_giao ngay_giao_hang ngay_gui_hang ngay_nhan ngay_nhan_hang ngay_cap_nhat ngay_sinh ngay_dang_ky
        ngay_huy ngay_hoan_tien thoi_gian_hoan_thanh_don_hang ngay_ket_thuc
    """,
    later="trang_thai trang_thai_don_hang tinh_trang ngay_giao_hang ma_van_don ly_do_huy hang_thanh_vien",
    personal="""
        ho_ten ho_va_ten ho ten_khach_hang ten_nguoi_mua ten_nguoi_nhan nguoi_nhan nguoi_mua ten_khach dia_chi
        dia_chi_giao_hang dia_chi_nhan_hang so_dien_thoai dien_thoai sdt so_dt ghi_chu nhan_vien ten_nhan_vien
        nhan_vien_ban_hang cmnd cccd so_cmnd ten_nguoi_dung ten_dang_nhap
    """,
    bare="ten mo_ta",
)
