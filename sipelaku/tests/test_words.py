"""Amounts in words, each written out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipelaku.words import in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (9, "sembilan"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (99, "sembilan puluh sembilan"),
        (100, "seratus"),
        (101, "seratus satu"),
        (111, "seratus sebelas"),
        (200, "dua ratus"),
        (999, "sembilan ratus sembilan puluh sembilan"),
        (1000, "seribu"),
        (1001, "seribu satu"),
        (1100, "seribu seratus"),
        (2100, "dua ribu seratus"),
        (11_000, "sebelas ribu"),
        (21_000, "dua puluh satu ribu"),
        (100_000, "seratus ribu"),
        (101_000, "seratus satu ribu"),
        (150_000, "seratus lima puluh ribu"),
        (1_000_000, "satu juta"),
        (1_001_001, "satu juta seribu satu"),
        (2_475_000, "dua juta empat ratus tujuh puluh lima ribu"),
        (100_000_000, "seratus juta"),
        (1_000_000_000, "satu miliar"),
        (
            999_999_999_999,
            "sembilan ratus sembilan puluh sembilan miliar sembilan ratus sembilan puluh sembilan juta "
            "sembilan ratus sembilan puluh sembilan ribu sembilan ratus sembilan puluh sembilan",
        ),
        (1_000_000_000_000, "satu triliun"),
        (1_001_001_001_001, "satu triliun satu miliar satu juta seribu satu"),
        (10**15, "satu kuadriliun"),
    ],
)
def test_an_amount_is_read_out_as_it_is_spoken(amount, words):
    assert in_words(amount) == f"{words} rupiah"


@pytest.mark.parametrize("amount", [-1, -150_000, 10**15 + 1])
def test_what_cannot_be_billed_has_no_words(amount):
    with pytest.raises(ValueError, match="between 0 and"):
        in_words(amount)


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_two_amounts_never_read_the_same(one, other):
    assert (in_words(one) == in_words(other)) == (one == other)


@given(st.integers(1, 10**15))
def test_words_are_parted_by_single_spaces_and_never_say_zero(amount):
    words = in_words(amount).split(" ")
    assert all(words)
    assert "nol" not in words
