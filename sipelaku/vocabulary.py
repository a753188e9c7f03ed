"""How people write what the portal calls otherwise, for ``sipelaku.searching``; commas part one from the next."""

from __future__ import annotations

# Another spelling of the same word.
SPELLINGS = {
    "ijin": "izin",
    "ijn": "izin",
    "perijinan": "perizinan",
    "praktek": "praktik",
    "apotik": "apotek",
    "taksi": "taxi",
    "bumdesa": "bumdes",
    "wifi": "internet",
}

# Words that ask without saying for what. They are no reason to leave something out.
ASKING = """
izin perizinan surat dokumen berkas usaha
cara bagaimana gimana apa apakah siapa mana dimana kemana kapan berapa lama syarat persyaratan biaya tarif
mau ingin hendak perlu butuh harus wajib bisa dapat boleh tolong mohon info informasi tanya
urus bikin buat dirikan mendirikan buka ajukan punya miliki minta pasang
saya kami anda kita pak bu bapak ibu min kak ya
di ke dari untuk dan atau yang dengan pada dalam bagi kalau jika ini itu adalah ada nya baru
"""
WEAK = frozenset(ASKING.split())

# How whoever begins a business finds the first step. "nib" alone stands on every service that moved to OSS.
TO_BEGIN = "membuat nib, panduan nib, daftar nib, mengurus nib"

# What people write: what the page may call it.
MEANINGS = {
    "pt, cv, firma, perseroan, perseroan terbatas, badan usaha, badan hukum, perusahaan, umkm, umk, usaha mikro, "
    "usaha kecil": "nib, tdp, badan usaha, badan hukum, perseroan",
    "surat usaha, surat izin usaha, izin usaha, surat keterangan usaha, sku, legalitas": "nib, siup",
    "siup, tdp, situ, skdp, domisili": "nib",
    "skdu, skdp, domisili usaha, surat keterangan domisili, surat keterangan domisili usaha": "domisili, nib",
    "nib, nomor induk": "nomor induk berusaha, oss",
    "oss, oss rba": "nib, perizinan berusaha",
    "imb, pbg, bangun rumah, bangun ruko, bangun gedung, renovasi, rumah, ruko": "imb, pbg, bangunan, simbg",
    "ho, tetangga, tempat usaha": "izin gangguan",
    "papan nama, spanduk, baliho, billboard, neon box, videotron, umbul, iklan": "reklame",
    "dokter, bidan, perawat, apoteker, dokter gigi, fisioterapis, ahli gizi, terapis, nakes, str": (
        "sip, praktik, tenaga medis, tenaga kesehatan"
    ),
    "klinik, pengobatan": "klinik",
    "penelitian, riset, skripsi, tesis, kkn, magang, survei lapangan, observasi": "penelitian",
    "toko, warung, kios, jual, dagang, berdagang, kelontong, sembako, grosir, olshop, toko online, konter, "
    "jual pulsa, rumahan, usaha rumahan, industri rumahan": f"perdagangan, dagang, {TO_BEGIN}",
    "makanan, jual makanan, makanan rumahan, kue, jual kue, kue rumahan, roti, kuliner, kopi, warung kopi, "
    "warung makan, kedai, angkringan, gerobak, kaki lima": f"{TO_BEGIN}, makanan, pangan, halal, perdagangan",
    "depot, depot air, depot air minum, air minum, isi ulang": f"{TO_BEGIN}, pangan, makanan",
    "pijat, bengkel, bengkel motor, bengkel mobil, cuci motor, cuci mobil, laundry, penatu, tambal ban, penjahit, "
    "fotokopi, barbershop": f"{TO_BEGIN}, siup",
    "minimarket, supermarket, swalayan, indomaret, alfamart": "toko swalayan",
    "mal, mall, plaza": "pusat perbelanjaan",
    "pasar, los": "pasar rakyat",
    "miras, minuman keras, bir, alkohol": "minuman beralkohol",
    "gudang": "tdg",
    "hotel, penginapan, homestay, losmen, kos, restoran, rumah makan, kafe, cafe, katering, wisata, karaoke, salon, "
    "spa": "pariwisata",
    "pabrik, produksi, olahan, pengolahan": "industri",
    "kontraktor, konstruksi, tukang, sbu": "jasa konstruksi",
    "angkot, bus, travel, mobil penumpang": "trayek, angkutan orang",
    "truk, ekspedisi, pikap, kargo": "angkutan barang",
    "ojek, taksi online": "taxi, angkutan orang",
    "warnet, internet": "jasa internet",
    "sekolah, sd, smp": "pendirian sd, pendirian smp, paud",
    "tk, taman kanak, penitipan anak, kelompok bermain, kb": "paud",
    "kursus, les, bimbel, pelatihan": "lkp",
    "perpustakaan, taman baca": "taman bacaan",
    "paket a, paket b, paket c, kejar paket": "pkbm",
    "ternak, sapi, ayam, kambing, kandang": "peternakan",
    "potong hewan, rph, penjagalan": "jagal",
    "walet": "walet",
    "donor, darah, pmi": "transfusi darah",
    "kacamata": "optik",
    "obat, apotek, farmasi": "toko obat",
    "waralaba, franchise": "stpw",
    "tanah, lahan, kavling": "ippt, izin lokasi, pemanfaatan tanah",
    "investasi, investor, modal": "penanaman modal",
    "calo, penipuan, penipu, pungli, suap": "nomor resmi, biaya, asli",
    "lacak, cek berkas, status": "nomor pendaftaran, berkas",
    "asli, palsu, keaslian": "asli",
    "batal, cabut, tarik": "membatalkan",
}
