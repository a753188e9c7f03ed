"""The survey's arithmetic against figures worked out by hand, and what holds of it whatever is answered."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.models.survey import ELEMENTS
from helpdesk.satisfaction import (
    WEIGHT,
    Scale,
    index_of,
    rounded,
    sample_needed,
    satisfaction,
)
from helpdesk.survey_questions import QUESTIONS

# Three people; what each answered is written beside the sum.
THREE_PEOPLE = {
    "requirements": 12,  # 4 4 4
    "procedure": 9,  # 3 3 3
    "time": 7,  # 3 2 2
    "fee": 10,  # 4 3 3
    "product": 9,  # 3 3 3
    "competence": 11,  # 4 4 3
    "behaviour": 12,  # 4 4 4
    "complaints": 6,  # 2 2 2
    "facilities": 8,  # 3 3 2
}


SCALE = Scale("Permenpan RB 14/2017", Decimal("88.31"), Decimal("76.61"), Decimal("65.00"))


def said_by(sums, respondents):
    return satisfaction(sums, respondents, SCALE)


def all_of(score, respondents=1):
    return dict.fromkeys(ELEMENTS, score * respondents)


def test_three_answers_worked_out_by_hand():
    # 12+9+7+10+9+11+12+6+8 = 84 points; 84 / 3 people / 9 elements = 84/27; times 25 = 77.777...
    said = said_by(THREE_PEOPLE, 3)
    assert said.value == Fraction(84, 27)
    assert said.index == Decimal("77.78")
    assert said.grade.letter == "B"
    assert said.grade.meaning == "Baik"
    by_name = {element.name: element for element in said.elements}
    assert by_name["time"].average == Fraction(7, 3)
    assert rounded(by_name["time"].average, 3) == Decimal("2.333")
    assert by_name["time"].weighted == Fraction(7, 27)
    assert rounded(by_name["time"].weighted, 3) == Decimal("0.259")
    assert [element.name for element in said.weakest(3)] == ["complaints", "time", "facilities"]
    # 2 x 25 = 50 is D; 7/3 x 25 = 58.33 is D; 8/3 x 25 = 66.67 is C; 4 x 25 = 100 is A.
    assert [by_name[name].grade.letter for name in ("complaints", "time", "facilities", "behaviour")] == list("DDCA")


def test_the_published_example():
    # The averages of 29 people add up to 955/29.
    sums = dict(zip(ELEMENTS, [106, 106, 106, 106, 106, 106, 106, 106, 107], strict=True))
    assert sum(sums.values()) == 955
    assert said_by(sums, 29).index == Decimal("91.48")


def test_every_element_weighs_exactly_a_ninth():
    # With the weight of 0.11 that tables print, full marks would make 99.
    assert WEIGHT * 9 == 1
    assert said_by(all_of(4), 1).index == Decimal("100.00")
    assert said_by(all_of(1), 1).index == Decimal("25.00")


def test_a_half_goes_up():
    # 601/200 x 25 = 75.125, which rounding to the even digit would make 75.12.
    assert said_by(dict.fromkeys(ELEMENTS, 601), 200).index == Decimal("75.13")


def test_it_is_rounded_once_only():
    # 3.06435 x 25 = 76.60875; rounded before, 3.064 would make 76.60 and a grade less.
    value = Fraction(306435, 100000)
    assert index_of(value) == Decimal("76.61")
    assert SCALE.grade_of(index_of(value)).letter == "B"


@pytest.mark.parametrize(
    ("index", "letter"),
    [
        ("25.00", "D"),
        ("64.99", "D"),
        ("65.00", "C"),
        ("76.60", "C"),
        ("76.61", "B"),
        ("88.30", "B"),
        ("88.31", "A"),
        ("100.00", "A"),
    ],
)
def test_a_grade_begins_and_ends_at_its_borders(index, letter):
    assert SCALE.grade_of(Decimal(index)).letter == letter


def test_grades_are_named_as_the_rule_names_them():
    assert {grade.letter: grade.meaning for grade in SCALE.grades} == {
        "A": "Sangat baik",
        "B": "Baik",
        "C": "Kurang baik",
        "D": "Tidak baik",
    }


def test_both_tables_of_borders_say_the_same():
    for grade in SCALE.grades:
        assert index_of(Fraction(grade.value_from)) == grade.index_from
        assert index_of(Fraction(grade.value_to)) == grade.index_to


def test_the_table_is_the_regulation_s_to_the_digit():
    # The values' borders are those of the index over 25: 88.31 / 25 = 3.5324, 88.30 / 25 = 3.532, 64.99 / 25 = 2.5996.
    assert [tuple(str(part) for part in grade) for grade in SCALE.grades] == [
        ("A", "Sangat baik", "88.31", "100.00", "3.5324", "4.00"),
        ("B", "Baik", "76.61", "88.30", "3.0644", "3.532"),
        ("C", "Kurang baik", "65.00", "76.60", "2.60", "3.064"),
        ("D", "Tidak baik", "25.00", "64.99", "1.00", "2.5996"),
    ]


def test_another_scale_gives_other_grades_to_the_same_answers():
    stricter = Scale("Peraturan lain", Decimal("90.00"), Decimal("80.00"), Decimal("70.00"))
    said = satisfaction(THREE_PEOPLE, 3, stricter)
    assert (said.index, said.grade.letter) == (Decimal("77.78"), "C")
    # 8/3 x 25 = 66.67 was C.
    assert {element.name: element.grade.letter for element in said.elements}["facilities"] == "D"


@pytest.mark.parametrize("index", ["24.99", "100.01", "0"])
def test_what_no_answers_can_make_has_no_grade(index):
    with pytest.raises(ValueError, match="no index"):
        SCALE.grade_of(Decimal(index))


def test_without_answers_nothing_is_said_and_nothing_divided():
    assert said_by(all_of(0), 0) is None


@pytest.mark.parametrize(
    ("sums", "respondents"),
    [
        (all_of(4) | {"time": 5}, 1),
        (all_of(4), 5),
        (all_of(4) | {"time": 0}, 1),
        (all_of(1), 0),
        (dict.fromkeys(ELEMENTS[:8], 4), 1),
        ({}, 0),
    ],
)
def test_sums_that_cannot_be_are_refused(sums, respondents):
    with pytest.raises(ValueError, match=r"add up|elements"):
        said_by(sums, respondents)


# Samples ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("population", "sample"),
    [(0, 0), (1, 1), (2, 2), (10, 10), (100, 80), (500, 217), (1000, 278), (5000, 357), (1_000_000, 384)],
)
def test_the_sample_of_a_population(population, sample):
    assert sample_needed(population) == sample


def test_there_is_no_population_below_nobody():
    with pytest.raises(ValueError, match="population"):
        sample_needed(-1)


@given(st.integers(0, 10**7))
def test_a_sample_grows_with_its_population_and_never_beyond_it(population):
    assert sample_needed(population) <= population
    assert sample_needed(population) <= sample_needed(population + 1) <= 384


# Whatever is answered -----------------------------------------------------------------

SHEETS = st.lists(st.tuples(*[st.integers(1, 4)] * 9), min_size=1, max_size=40)


def summed(sheets, names=ELEMENTS):
    return {name: sum(sheet[place] for sheet in sheets) for place, name in enumerate(names)}


@given(SHEETS)
def test_an_index_lies_between_25_and_100_and_has_a_grade(sheets):
    said = said_by(summed(sheets), len(sheets))
    assert Decimal(25) <= said.index <= Decimal(100)
    assert said.grade.index_from <= said.index <= said.grade.index_to


@given(SHEETS, st.permutations(ELEMENTS))
def test_the_order_of_the_elements_changes_nothing(sheets, order):
    sums = summed(sheets)
    turned = {name: sums[name] for name in order}
    assert said_by(turned, len(sheets)).index == said_by(sums, len(sheets)).index


@given(SHEETS, st.integers(0, 8), st.data())
def test_a_better_answer_never_lowers_the_index(sheets, place, data):
    number = data.draw(st.integers(0, len(sheets) - 1))
    better = [list(sheet) for sheet in sheets]
    better[number][place] = data.draw(st.integers(sheets[number][place], 4))
    assert said_by(summed(better), len(sheets)).index >= said_by(summed(sheets), len(sheets)).index


@given(SHEETS, st.integers(2, 5))
def test_the_same_answers_given_by_more_people_say_the_same(sheets, times):
    assert said_by(summed(sheets * times), len(sheets) * times).index == (said_by(summed(sheets), len(sheets)).index)


@given(st.fractions(min_value=1, max_value=4, max_denominator=10_000))
def test_the_index_is_off_by_half_a_hundredth_at_most(value):
    assert abs(Fraction(index_of(value)) - value * 25) <= Fraction(1, 200)


# Questions ----------------------------------------------------------------------------


def test_there_is_one_question_for_each_element_with_four_different_answers():
    assert tuple(question.name for question in QUESTIONS) == ELEMENTS
    for question in QUESTIONS:
        assert len({str(words) for words in question.answers}) == 4
