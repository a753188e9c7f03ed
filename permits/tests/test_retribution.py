"""Retributions worked out by hand: stepped and whole tariffs, indices, rounding, what is refused, what is shown."""

import json
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permits.retribution import GRADUATED, WHOLE, Calculation, CannotCalculate, Index, Step, calculate, examples
from permits.retribution import sentences as shown

# Izin Gangguan: rupiah per m² up to 100, 500, 1000 m² and beyond.
GANGGUAN = [
    Step(Decimal(100), Decimal(2000)),
    Step(Decimal(500), Decimal(1500)),
    Step(Decimal(1000), Decimal(1000)),
    Step(None, Decimal(500)),
]
SETTLEMENT = Index("zone", "Indeks lokasi", "permukiman", Decimal(3))
TOWN_ROAD = Index("road", "Indeks jalan", "jalan kota", Decimal(2))
SOME_NOISE = Index("disturbance", "Indeks gangguan", "sedang", Decimal("1.5"))
# 3 x 2 x 1.5 = 9
NINEFOLD = [SETTLEMENT, TOWN_ROAD, SOME_NOISE]
# 1.25 x 0.5 = 0.625
LESS = [
    Index("zone", "Indeks lokasi", "industri", Decimal("1.25")),
    Index("road", "Indeks jalan", "desa", Decimal("0.5")),
]


def work_out(area, steps=GANGGUAN, mode=GRADUATED, indices=()):
    return calculate(area=Decimal(area), steps=steps, mode=mode, indices=indices)


@pytest.mark.parametrize(
    ("area", "plain", "ninefold", "less"),
    [
        ("80", 160_000, 1_440_000, 100_000),  # 80 x 2000
        ("100", 200_000, 1_800_000, 125_000),  # 100 x 2000
        ("100.5", 200_750, 1_806_750, 125_469),  # + 0.5 x 1500 = 750; 200 750 x 0.625 = 125 468.75
        ("150", 275_000, 2_475_000, 171_875),  # + 50 x 1500 = 75 000
        ("500", 800_000, 7_200_000, 500_000),  # + 400 x 1500 = 600 000
        ("1000", 1_300_000, 11_700_000, 812_500),  # 800 000 + 500 x 1000
        ("2500", 2_050_000, 18_450_000, 1_281_250),  # 1 300 000 + 1500 x 500
    ],
)
def test_graduated_each_slice_pays_its_own_rate(area, plain, ninefold, less):
    assert work_out(area).amount == plain
    assert work_out(area, indices=NINEFOLD).amount == ninefold
    assert work_out(area, indices=LESS).amount == less


@pytest.mark.parametrize(
    ("area", "plain", "ninefold", "less"),
    [
        ("80", 160_000, 1_440_000, 100_000),  # x 2000
        ("100", 200_000, 1_800_000, 125_000),  # x 2000: a limit belongs to its own step
        ("100.5", 150_750, 1_356_750, 94_219),  # x 1500; 150 750 x 0.625 = 94 218.75
        ("150", 225_000, 2_025_000, 140_625),  # x 1500
        ("500", 750_000, 6_750_000, 468_750),  # x 1500
        ("1000", 1_000_000, 9_000_000, 625_000),  # x 1000
        ("2500", 1_250_000, 11_250_000, 781_250),  # x 500
    ],
)
def test_whole_all_of_the_area_pays_the_rate_of_its_step(area, plain, ninefold, less):
    assert work_out(area, mode=WHOLE).amount == plain
    assert work_out(area, mode=WHOLE, indices=NINEFOLD).amount == ninefold
    assert work_out(area, mode=WHOLE, indices=LESS).amount == less


@pytest.mark.parametrize(
    ("area", "price", "combined", "amount"),
    [
        ("120", "25000", "0.72", 2_160_000),  # 3 000 000 x 0.72
        ("86.4", "17500", "1.2155", 1_837_836),  # 1 512 000 x 1.2155 = 1 512 000 + 325 836
        ("36", "25000", "0.0625", 56_250),  # 900 000 / 16
    ],
)
def test_a_building_pays_area_by_combined_index_by_base_price(area, price, combined, amount):
    indices = [
        Index("combined", "Indeks terintegrasi", "rumah tinggal", Decimal(combined)),
        Index("new", "Indeks pembangunan", "bangunan baru", Decimal("1.00")),
    ]
    for mode in (GRADUATED, WHOLE):
        assert work_out(area, [Step(None, Decimal(price))], mode, indices).amount == amount


@pytest.mark.parametrize(
    ("rate", "amount"),
    [("0.4", 0), ("0.49999", 0), ("0.5", 1), ("1.5", 2), ("2.4999", 2), ("2.5", 3), ("1000.5", 1001)],
)
def test_half_a_rupiah_is_rounded_up(rate, amount):
    assert work_out("1", [Step(None, Decimal(rate))]).amount == amount


def test_rounding_happens_once_at_the_end():
    halves = [Step(Decimal(1), Decimal("0.5")), Step(Decimal(2), Decimal("0.5")), Step(None, Decimal("0.5"))]
    assert work_out("3", halves).amount == 2  # 0.5 + 0.5 + 0.5 = 1.5; each rounded by itself would make 3
    assert work_out("1", [Step(None, Decimal("0.5"))], indices=[SETTLEMENT]).amount == 2  # 0.5 x 3 = 1.5, not 1 x 3


def test_a_stranger_precision_of_decimals_changes_nothing():
    with localcontext() as context:
        context.prec = 3
        assert work_out("2500", indices=NINEFOLD).amount == 18_450_000


def test_the_parts_of_the_calculation_are_kept():
    calculation = work_out("150", indices=NINEFOLD)
    assert [(line.area, line.rate, line.rupiah) for line in calculation.lines] == [
        (100, 2000, 200_000),
        (50, 1500, 75_000),
    ]
    assert (calculation.base, calculation.product, calculation.amount) == (275_000, 9, 2_475_000)
    assert (calculation.mode, calculation.unit, calculation.area) == (GRADUATED, "m²", 150)
    assert calculation.indices == tuple(NINEFOLD)


def test_a_calculation_is_stored_exactly_and_read_again_as_it_was():
    calculation = work_out("100.50", indices=LESS)
    stored = json.loads(json.dumps(calculation.as_json()))
    again = Calculation.from_json(stored)
    assert again == calculation
    assert str(again.area) == "100.50"
    assert stored["lines"] == [
        {"area": "100", "rate": "2000", "rupiah": "200000"},
        {"area": "0.50", "rate": "1500", "rupiah": "750.00"},
    ]
    assert stored["indices"][0] == {"key": "zone", "name": "Indeks lokasi", "label": "industri", "value": "1.25"}
    assert stored["amount"] == 125_469
    assert shown(again) == shown(calculation)


def test_the_payer_reads_every_step_of_a_graduated_retribution():
    assert shown(work_out("150", indices=NINEFOLD)) == [
        ("100 m² × Rp2.000", "Rp200.000"),
        ("50 m² × Rp1.500", "Rp75.000"),
        ("Jumlah menurut luas", "Rp275.000"),
        ("Indeks lokasi: permukiman", "× 3"),
        ("Indeks jalan: jalan kota", "× 2"),
        ("Indeks gangguan: sedang", "× 1,5"),
        ("Retribusi", "Rp2.475.000"),
    ]


def test_the_payer_reads_one_line_without_a_sum_of_it():
    assert shown(work_out("2500.50", mode=WHOLE)) == [
        ("2.500,5 m² × Rp500", "Rp1.250.250"),
        ("Retribusi", "Rp1.250.250"),
    ]


def test_the_payer_is_told_of_rounding_and_sees_parts_of_a_rupiah():
    assert shown(work_out("1.5", [Step(None, Decimal("1000.25"))], indices=[TOWN_ROAD])) == [
        ("1,5 m² × Rp1.000,25", "Rp1.500,375"),
        ("Indeks jalan: jalan kota", "× 2"),
        ("Retribusi, dibulatkan ke rupiah terdekat", "Rp3.001"),  # 3 000.75
    ]
    assert shown(work_out("1", [Step(None, Decimal("0.5"))]))[0] == ("1 m² × Rp0,50", "Rp0,50")


def test_a_stepped_tariff_is_shown_by_a_small_and_a_larger_example():
    small, larger = examples(GANGGUAN, GRADUATED, "m²", NINEFOLD)
    assert (small.title, small.calculation.amount) == ("Contoh: luas 50 m²", 900_000)  # 50 x 2000 x 9
    assert (larger.title, larger.calculation.amount) == ("Contoh: luas 150 m²", 2_475_000)


def test_a_tariff_without_steps_is_shown_by_one_example():
    [only] = examples([Step(None, Decimal(25_000))], WHOLE, "lembar")
    assert only.title == "Contoh: luas 150 lembar"
    assert shown(only.calculation) == [("150 lembar × Rp25.000", "Rp3.750.000"), ("Retribusi", "Rp3.750.000")]


FLAT = Step(None, Decimal(500))


@pytest.mark.parametrize("area", ["0", "-1", "-0.01", "NaN", "sNaN", "Infinity", "-Infinity"])
def test_no_area_is_refused(area):
    with pytest.raises(CannotCalculate, match="Luas harus lebih dari nol"):
        work_out(area)


@pytest.mark.parametrize("rate", ["0", "-500", "NaN", "sNaN", "Infinity"])
def test_a_rate_of_nothing_is_refused(rate):
    for steps in ([Step(None, Decimal(rate))], [Step(Decimal(100), Decimal(rate)), FLAT]):
        with pytest.raises(CannotCalculate, match="lebih dari nol rupiah"):
            work_out("80", steps)


@pytest.mark.parametrize("value", ["0", "-3", "NaN", "sNaN", "Infinity"])
def test_an_index_of_nothing_is_refused_by_its_name(value):
    wrong = Index("road", "Indeks jalan", "gang", Decimal(value))
    with pytest.raises(CannotCalculate, match="Indeks jalan: gang"):
        work_out("80", indices=[SETTLEMENT, wrong])


@pytest.mark.parametrize(
    "limits", [["500", "100"], ["100", "100"], ["0"], ["-100"], ["100", None], ["NaN"], ["sNaN"], ["Infinity"]]
)
def test_steps_that_do_not_rise_are_refused(limits):
    steps = [Step(None if limit is None else Decimal(limit), Decimal(500)) for limit in limits]
    for mode in (GRADUATED, WHOLE):
        with pytest.raises(CannotCalculate, match="Batas luas harus naik"):
            work_out("80", [*steps, FLAT], mode)


@pytest.mark.parametrize("area", ["80", "1000", "1000.01"])
def test_a_tariff_that_ends_is_refused_for_every_area_before_a_large_one_comes(area):
    for mode in (GRADUATED, WHOLE):
        with pytest.raises(CannotCalculate, match="Kosongkan batas luas tingkat terakhir"):
            work_out(area, GANGGUAN[:3], mode)


def test_a_tariff_without_rates_is_refused_also_as_an_example():
    with pytest.raises(CannotCalculate, match="Tarif belum diisi"):
        work_out("80", [])
    with pytest.raises(CannotCalculate, match="Tarif belum diisi"):
        examples([], GRADUATED)


@pytest.mark.parametrize("mode", ["", "stepped"])
def test_an_unknown_way_of_calculating_is_refused(mode):
    with pytest.raises(CannotCalculate, match="Cara menghitung tarif belum dipilih"):
        work_out("80", mode=mode)


def test_more_than_a_quadrillion_is_refused_and_a_quadrillion_is_not():
    one_rupiah = [Step(None, Decimal(1))]
    assert work_out("1E+15", one_rupiah).amount == 10**15
    for area in ("1000000000000000.5", "1E+16", "1E+900"):
        with pytest.raises(CannotCalculate, match=r"lebih dari Rp1\.000\.000\.000\.000\.000"):
            work_out(area, one_rupiah)


@pytest.mark.parametrize("area", ["9E+999999", "1E-999999999", "0." + "3" * 250])
def test_numbers_too_long_to_stay_exact_are_refused(area):
    with pytest.raises(CannotCalculate, match="terlalu panjang"):
        work_out(area, [Step(None, Decimal("1.1"))], indices=NINEFOLD)
    with pytest.raises(CannotCalculate, match="terlalu panjang"):
        examples([Step(Decimal(area), Decimal("1.1")), FLAT], WHOLE, indices=NINEFOLD)


areas = st.decimals("0.01", "100000", places=2)
rates = st.decimals("0.01", "50000", places=2)
index_values = st.decimals("0.01", "9", places=2)
choices = st.lists(index_values.map(lambda value: Index("key", "Indeks", "pilihan", value)), max_size=4)


@st.composite
def tariffs(draw):
    limits = sorted(draw(st.sets(st.integers(1, 5000), max_size=5)))
    return [Step(limit and Decimal(limit), draw(rates)) for limit in [*limits, None]]


@given(tariffs(), choices, areas, areas)
def test_graduated_a_larger_area_never_pays_less(steps, indices, one, other):
    small, large = sorted([one, other])
    assert work_out(small, steps, indices=indices).amount <= work_out(large, steps, indices=indices).amount


def test_whole_a_larger_area_may_pay_less():
    assert work_out("100.5", mode=WHOLE).amount < work_out("100", mode=WHOLE).amount


@given(tariffs(), choices, st.data())
def test_within_the_first_step_both_ways_agree(steps, indices, data):
    area = data.draw(st.decimals("0.01", steps[0].up_to or 100_000, places=2))
    both = [work_out(area, steps, mode, indices) for mode in (GRADUATED, WHOLE)]
    assert both[0].amount == both[1].amount
    assert both[0].lines == both[1].lines


@given(tariffs(), choices, areas, st.sampled_from([GRADUATED, WHOLE]))
def test_an_amount_is_never_negative_every_slice_is_counted_and_all_survives_storage(steps, indices, area, mode):
    calculation = work_out(area, steps, mode, indices)
    assert calculation.amount >= 0
    assert sum(line.area for line in calculation.lines) == area
    assert all(line.area > 0 for line in calculation.lines)
    assert Calculation.from_json(json.loads(json.dumps(calculation.as_json()))) == calculation
