"""Indonesian and Malay."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            id_pelanggan pelanggan_id kode_pelanggan nomor_pelanggan no_pelanggan pelanggan id_pengguna pengguna_id
            pengguna id_konsumen konsumen id_anggota no_anggota id_pembeli pembeli_id | nama_pengguna
            username_pembeli | pembeli nama_pelanggan nama_pembeli no_hp nomor_hp no_telepon nomor_telepon
            no_handphone
        """,
        "session": "id_sesi sesi",
        "time": """
            waktu_pembayaran waktu_pembayaran_dilakukan tanggal_pembayaran tanggal_pembelian waktu_pembelian
            tanggal_transaksi waktu_transaksi tanggal_penjualan tanggal_beli waktu_kejadian | waktu cap_waktu
            tanggal_waktu | waktu_pesanan_dibuat tanggal_pesanan waktu_pesanan tanggal_pemesanan tanggal_order
            tanggal_dibuat waktu_dibuat | tanggal tgl tgl_transaksi tgl_order hari tarikh
        """,
        "type": "kejadian jenis_kejadian peristiwa aktivitas jenis_aktivitas aksi tindakan | jenis tipe",
        "item": """
            id_produk produk_id kode_produk produk kode_barang id_barang barang nomor_referensi_sku sku_induk |
            nama_produk nama_barang
        """,
        "variant": "variasi nama_variasi varian",
        "title": "nama_produk nama_barang",
        "category": "kategori kategori_produk kategori_barang jenis_barang",
        "brand": "merek merk jenama",
        "price": "harga harga_satuan harga_jual harga_produk harga_barang harga_setelah_diskon",
        "list_price": "harga_awal harga_normal",
        "quantity": "jumlah kuantitas jumlah_barang jumlah_produk banyaknya jumlah_beli kuantiti",
        "amount": """
            total_harga total_harga_produk total_pembayaran total_belanja total_penjualan total_bayar jumlah_harga
            jumlah_total subtotal_pesanan nilai_transaksi nilai_pesanan pendapatan omzet total_transaksi
        """,
        "discount": "diskon potongan potongan_harga",
        "coupon": "kupon kode_promo kode_voucher",
        "currency": "mata_uang",
        "order": """
            no_pesanan nomor_pesanan id_pesanan kode_pesanan pesanan no_transaksi nomor_transaksi id_transaksi
            kode_transaksi nomor_invoice no_faktur nomor_faktur no_struk nomor_struk no_nota
        """,
        "status": "status_pesanan status_pembayaran status_transaksi",
        "query": "kata_kunci kata_pencarian",
        "channel": "kanal saluran sumber",
        "device": "perangkat",
        "country": "negara",
        "region": "provinsi",
        "city": "kota kabupaten kode_pos",
        "shop": "toko nama_toko cabang gerai",
    },
    types={
        "view": "lihat dilihat melihat klik lihat_produk",
        "search": "cari pencarian",
        "favourite": "favorit disukai",
        "cart": "keranjang tambah_ke_keranjang masuk_keranjang",
        "order": "pesan pesanan pemesanan",
        "purchase": "beli pembelian bayar pembayaran penjualan",
        "refund": "pengembalian pengembalian_dana retur",
        "cancel": "batal pembatalan dibatalkan",
    },
    states={
        "unpaid": "menunggu_pembayaran belum_bayar belum_dibayar",
        "cancelled": "dibatalkan batal ditolak pembatalan",
        "refunded": "dikembalikan pengembalian",
        "paid": "selesai dikirim perlu_dikirim terkirim dibayar lunas diproses sampai_tujuan",
    },
    cancelled="waktu_pembatalan tanggal_pembatalan alasan_pembatalan",
    other_times="""
        tanggal_pengiriman waktu_pengiriman tanggal_kirim tanggal_diterima tanggal_diperbarui tanggal_lahir
        tanggal_daftar tanggal_registrasi tanggal_pembatalan waktu_pesanan_selesai waktu_pengiriman_diatur
        pesanan_harus_dikirimkan_sebelum tanggal_selesai
    """,
    later="status_pesanan status_pembayaran status_pengiriman no_resi nomor_resi alasan_pembatalan tingkat_anggota",
    personal="""
        nama_lengkap nama_depan nama_belakang nama_pelanggan nama_pembeli pembeli nama_penerima penerima
        nama_konsumen alamat alamat_pengiriman alamat_lengkap jalan no_hp nomor_hp no_telepon nomor_telepon telepon
        no_handphone catatan catatan_pembeli keterangan kasir nama_kasir karyawan nik no_ktp nama_pengguna
        username_pembeli
    """,
    bare="nama deskripsi",
)
