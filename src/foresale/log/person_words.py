"""Words by which people are known: what columns about them are called, first names, family names, marks of addresses.

Written as `vocabulary.clean_name` and `vocabulary.without_accents` leave them. First names that are words of goods too
(Rose, Ruby, Jack, Grace) are not among them.
"""

from __future__ import annotations

from foresale.log import lexicon


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A column is about a person where its name says whose it is and what (`ship_name`, `customer_description`), in any
# order, with at most words of the third kind besides.
WHOSE = _words("""
    customer customers cust client buyer purchaser shopper ship shipping shipto bill billing billto delivery deliver
    recipient receiver consignee addressee contact cardholder holder accountholder owner payer payor payee sender user
    member guest person personal sold soldto employee staff cashier salesperson salesman clerk waiter patient
    subscriber from to deliverto order orderer invoice account passenger traveller traveler lead home private
    kunde kunden besteller empfanger kaufer rechnung rechnungs liefer lieferung kontakt mitarbeiter verkaufer
    ansprechpartner inhaber cliente clientes comprador destinatario envio facturacion entrega contacto titular
    vendedor acheteur destinataire livraison facturation titulaire vendeur acquirente spedizione fatturazione
    consegna cobranca klant koper ontvanger kund kopare mottagare kunta customername
""")
WHAT = _words("""
    name names fullname firstname lastname forename surname familyname givenname middlename nickname description desc
    address addr street phone phones tel telephone mobile cell cellphone fax email mail note notes comment comments
    instructions company namen vorname nachname anschrift adresse strasse telefon handy handynummer bezeichnung
    nombre nombres apellido apellidos direccion domicilio calle telefono movil celular correo nom prenom rue
    courriel nome cognome indirizzo cellulare endereco rua telefone naam voornaam achternaam adres straat telefoon
    namn fornamn efternamn adress gata nummer1 name1 name2
""")
BESIDE = _words("""
    first last full middle family given of the 1 2 3 line line1 line2 no nr number s e home work day night de del do
    da di du la le y und e
""")
# Carriers and shops have names as well.
NOT_WITH = {
    "company": _words("ship shipping delivery deliver order invoice from to"),
    "name": _words("order invoice to"),
    "description": _words("order invoice account ship shipping delivery deliver from to bill billing"),
    "desc": _words("order invoice account ship shipping delivery deliver from to bill billing"),
}

# What a column of people is wholly called.
ALONE = tuple(_words("""
    fullname firstname lastname forename surname familyname givenname middlename nickname salutation namefirst namelast
    streetaddress streetname housenumber postaladdress homeaddress addressline1 addressline2 addressline3 address3
    cardholder nameoncard consignee addressee recipient receivername recipientname payername payerid contactname
    contactperson attn attention careof whatsapp wechat skype telegram linenumberid phoneno telno mobileno cellphone
    mobilephone homephone workphone faxnumber fax phone1 phone2 mobilenumber dateofbirthname maidenname mothername
    employeename staffname cashiername salespersonname salesrepname drivername giftmessage giftnote deliverynotes
    deliveryinstructions shippinginstructions customernote customernotes ordercomments ordernotes
    personname nameperson fromemailaddress toemailaddress payeremail payeeemail buyeremail recipientemail
    ipv4 ipv6 clientip remoteip userip remoteaddr passportnumber nationalid taxid vatid vatnumber iban
    anrede titelname strassehausnr hausnummer ansprechpartner empfanger besteller rechnungsempfanger lieferempfanger
    handy mobiltelefon telefonnr faxnummer steuernummer
    nombrecompleto nombreyapellidos nombreapellidos destinatario domicilio calle movil celular numerotelefono dni nif
    rfc    nomcomplet nometprenom nomprenom prenomnom destinataire rue tel portable numerotelephone
    nomecompleto sobrenome endereco logradouro cpf cnpj telefone nomecognome cognome indirizzo cellulare
    codicefiscale partitaiva
    achternaam voornaam naamklant klantnaam straat straatnaam telefoon telefoonnummer
    fornamn efternamn kundnamn adress gatuadress telefonnummer personnummer navn kundenavn fornavn etternavn efternavn
    姓名 名字 真实姓名 收货人 收货人姓名 收件人 收件人姓名 寄件人 发件人 联系人 联系人姓名 客户姓名 客户名称 客户名
    顾客姓名 买家姓名 会员姓名 用户姓名 持卡人 付款人 开户人
    购买人 下单人 昵称 用户昵称 买家昵称 会员昵称 微信昵称 会员名 用户名
    买家会员名 收货地址 收件地址 详细地址 地址 街道 街道地址 家庭住址 住址 手机 电话 座机 固定电话 联系电话 联系方式
    微信 微信号 qq qq号 邮箱 电子邮箱 身份证 身份证号 证件号 备注 买家留言 买家备注 卖家备注 留言 收银员 营业员 导购
    導購 業務員 业务员 店员 客服 收貨人 收件人姓名 收貨地址 姓名拼音 地址行 電話 手機 信箱 電郵 聯絡人 聯絡電話 訂購人
    訂購人姓名 購買人 買家 買家帳號 收件地址 備註
"""))
_ZH = (
    "收货|收貨|收件|寄件|发件|客户|客戶|顾客|顧客|买家|買家|会员|會員|用户|用戶|联系|聯絡|付款|下单|订货|订购|訂購|购买|購買"
    "|投保|持卡|开票|领取|员工|員工|銷售員|销售员"
)
OF_PEOPLE = (  # of languages without blanks: a search in the cleaned name
    f"({_ZH})(人|者|方)?(_)?(的)?(真实)?(姓名|名称|名字|昵称|电话|電話|手机|手機|地址|住址|邮箱|信箱|微信|身份证|备注|備註|留言)"
)

# Names that are as often those of things; their values and their neighbours decide.
BARE = tuple(_words("""
    name names namen nom nombre nome naam namn navn ad adi isim nama nazwa ten имя название 名称 名稱 名字 名前 이름 ชื่อ
    الاسم اسم description desc bezeichnung descripcion descricao descrizione libelle
"""))
BARE += lexicon.listed("bare")


# Things of public names: authors and the like are known by what is sold.
PUBLIC = (
    "author|artist|director|actor|writer|designer|composer|performer|publisher|singer|band|brand|label|character|"
    "autor|auteur|autore|kunstler|artiste|artista|regisseur|marke|marca|marque|hersteller|作者|艺术家|歌手|导演|品牌|著者|"
    "저자|автор|model|product|item|article|artikel|goods|sku|商品|产品|宝贝|商品名"
)

GIVEN = _words(    """
    james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony donald
    steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary nicholas
    eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander patrick raymond dennis
    jerry tyler aaron jose adam nathan henry zachary douglas peter kyle noah ethan jeremy walter keith roger
    terry sean gerald carl dylan harold jesse bryan lawrence arthur gabriel bruce logan billy joe alan juan
    elijah willie albert wayne randy vincent roy ralph bobby russell bradley philip eugene liam oliver lucas
    leo oscar alex simon martin harry jake luke adrian ian neil craig graham stuart derek trevor nigel colin
    mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley
    kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy
    kathleen angela shirley emma brenda pamela nicole anna samantha katherine christine debra rachel carolyn janet
    maria olivia heather helen catherine diane julie victoria joyce lauren kelly christina joan evelyn judith andrea
    hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann anne kathryn abigail sophia frances
    alice judy isabella julia denise danielle marilyn beverly charlotte natalie theresa diana brittany
    doris kayla alexis lori marie ava mia sophie ella lucy chloe zoe molly fiona claire louise jane kate katie nina eva
    hans peter wolfgang klaus jurgen dieter manfred uwe gunter gunther horst bernd werner helmut stefan stephan
    andreas christian matthias markus jorg jens sven thorsten torsten ralf oliver tobias sebastian florian
    jan lukas felix jonas leon finn paul moritz philipp fabian dominik marcel karl heinz friedrich wilhelm otto ernst
    ursula monika petra sabine renate helga karin brigitte ingrid erika christa gisela susanne claudia birgit heike
    andrea martina gabriele silke katja anja nicole katrin kathrin stefanie melanie julia lena lea hanna greta frieda
    johanna katharina jana anke ute elke heidi franziska
    pierre philippe michel alain bernard jacques nicolas francois laurent frederic olivier pascal thierry jerome
    christophe sebastien guillaume antoine mathieu maxime hugo louis jules theo camille isabelle nathalie sylvie
    valerie sandrine celine virginie aurelie manon lea ines chantal monique francoise veronique genevieve
    antonio manuel francisco luis javier carlos miguel rafael pedro alejandro fernando sergio jorge alberto
    pablo diego raul ramon enrique andres alvaro mario ruben ivan eduardo ricardo roberto victor carmen josefa isabel
    dolores pilar teresa ana cristina marta lucia elena rosario beatriz silvia raquel montserrat patricia
    paula rocio irene nuria sofia valentina camila gabriela daniela mariana ximena guadalupe
    joao paulo pedro tiago rodrigo bruno felipe gustavo guilherme thiago leonardo marcelo renato fabio luciana
    fernanda juliana adriana aline leticia larissa bruna vanessa beatriz catarina ines rita
    giuseppe giovanni francesco mario luigi marco andrea alessandro matteo lorenzo davide simone stefano luca paolo
    roberto riccardo federico giulia chiara francesca sara martina alessia giorgia elisa silvia valentina paola
    johannes cornelis hendrik willem pieter jeroen bas daan sem bram lars sanne anouk fleur lotte femke marieke maaike
    lars erik anders nils karl johan mikael magnus bjorn olof gunnar ole morten henrik soren jesper rasmus
    anna eva maria karin kristina lena kerstin ingrid astrid elin sara malin johanna mette hanne kirsten
    piotr krzysztof andrzej tomasz pawel jan michal marcin jakub adam marek grzegorz mateusz wojciech lukasz maciej
    anna maria katarzyna malgorzata agnieszka barbara ewa magdalena elzbieta joanna aleksandra zofia monika karolina
    alexey aleksei dmitry dmitri sergey sergei andrey andrei ivan mikhail vladimir nikolay igor oleg pavel yuri olga
    elena irina natalia svetlana tatiana ekaterina anastasia maria yulia ksenia daria polina
    александр сергеи андреи дмитрии алексеи иван михаил владимир николаи игорь олег павел юрии евгении максим артем
    никита роман виктор анатолии денис ольга елена ирина наталья светлана татьяна екатерина анастасия мария юлия анна
    ксения дарья полина марина людмила галина виктория надежда
    mehmet mustafa ahmet ali huseyin hasan ibrahim ismail osman yusuf murat omer ramazan halil suleyman emre burak
    fatma ayse emine hatice zeynep elif meryem serife zehra esra merve busra ozlem
    mohamed mohammed muhammad ahmed ali hassan hussein omar khaled ibrahim youssef abdullah abdul karim tariq samir
    fatima aisha mariam zainab layla noor hana yasmin salma amina
    محمد احمد علي حسن حسين عمر خالد ابراهيم يوسف عبدالله عبد فاطمة عائشة مريم زينب سارة نورة ليلى
    rahul amit raj ravi sanjay vijay anil sunil rajesh suresh ramesh arjun vikram rohan aditya priya anjali pooja neha
    kavita sunita deepika divya shreya ananya
    wei jing fang xiu ying lei jun yang yong tao ming chao ping hui juan yan
    minjun seojun jiwoo seoyeon jimin minji yuna hyun jihoon
    haruto yuto sota hiroshi takashi kenji yuki yui aoi hana akiko yoko keiko naoki daisuke satoshi
    budi agus andi dewi siti putri rizky dian eko joko wati rina fitri
    anh minh thi duc hung tuan linh huong thao trang phuong nga ngoc hoa
    somchai somsak somying
    konstantinos giorgos dimitris eleni vasilis katerina bence laszlo istvan zoltan eszter jiri petr josef jana lenka
    ionut andrei mihai elena ioana
""")
FAMILY = _words("""
    smith johnson williams jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson anderson
    taylor thomas jackson martin lee perez thompson harris sanchez ramirez lewis robinson nguyen torres hernandez
    clarke wright evans roberts hughes patel khan singh kumar sharma gupta ahmed hussain
    muller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schafer bauer richter klein wolf
    schroder neumann schwarz zimmermann braun kruger hofmann hartmann lange werner krause lehmann kohler
    dubois durand moreau laurent simon michel lefebvre leroy roux girard bonnet dupont fontaine rousseau
    rossi russo ferrari esposito bianchi romano colombo ricci marino greco
    silva santos oliveira souza pereira costa rodrigues almeida nascimento lima carvalho
    jansen janssen devries bakker visser smit andersson johansson karlsson nilsson eriksson larsson hansen olsen nielsen
    jensen pedersen kowalski kowalska nowak wisniewski wojcik kaminski lewandowski zielinski ivanov smirnov kuznetsov
    popov vasiliev petrov sokolov yilmaz kaya demir celik sahin yildiz ozturk aydin
    tran pham huynh hoang phan dang bui wang zhang liu chen yang huang zhao zhou kim park choi jung kang tanaka
    suzuki sato watanabe yamamoto nakamura kobayashi kato
    иванов иванова смирнов смирнова кузнецов кузнецова попов попова петров петрова соколов соколова
""")
TITLES = _words("""
    mr mrs ms miss dr prof sir madam herr frau hr fr mme mlle monsieur madame senor senora sr sra srta dott sig sigra
    pan pani sayin bay bayan mevrouw dhr mw
""")
VIETNAMESE = _words("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly")
THAI_TITLES = ("นาย", "นาง", "นางสาว", "คุณ", "ด.ช.", "ด.ญ.", "น.ส.")

# Family names by their signs: the hundred most frequent of each.
CHINESE = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻餘鐘範譚鄒陸顧萬錢湯喬賀賴龔詹游簡施"
)
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "歐陽", "司馬", "諸葛")
KOREAN = frozenset("김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구나민진지엄채원천방공현")
JAPANESE = tuple(_words("""
    佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林
    斎藤 清水 山崎 阿部 森 池田 橋本 山下 石川 中島 前田 藤田 小川 後藤 岡田 長谷川 村上 近藤
    石井 齊藤 坂本 遠藤 青木 藤井 西村 福田 太田 三浦 藤原 岡本 松田 中川 中野 原田 小野 田村
    竹内 金子 和田 中山 石田 上田 森田 柴田 酒井 宮崎 横山 宮本 内田 高木 安藤 島田 谷口 大野
    丸山 今井 高田 藤本 河野 村田 武田 上野 杉山 増田 平野 大塚 千葉 久保 松井 小島 岩崎 桜井
    野口 松尾 菊地 木下 佐野 野村 新井 渡邊
"""))

STREETS = _words("""
    st street str strasse rd road ave avenue av blvd boulevard lane ln drive dr court ct way square sq place pl terrace
    close crescent highway hwy apt suite unit floor flat platz weg gasse allee ring ufer rue chemin impasse quai calle
    carrer avenida paseo plaza via viale piazza corso rua travessa estrada straat laan gracht plein gatan vagen
    ul ulica aleja os ulitsa ул улица пр проспект пер переулок cad cadde caddesi sok sokak sokagi mah mahallesi
    jl jalan gg gang duong pho quan phuong شارع
""")
STREET_ENDS = ("strasse", "str", "straat", "weg", "gasse", "platz", "allee", "laan", "gatan", "vagen", "gade", "veien")
CJK_PLACES = "[省市区區县縣路街道号號弄室栋棟楼樓村镇鎮町丁番都府동로길구시]"
