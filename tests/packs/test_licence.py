"""CPT and CDT are seen; the numbers a coder writes every day are not taken for them."""

from dataclasses import replace

import pytest

from bot.packs.licence import LICENCE_FIELDS, licence_problem, suspects, texts
from tests.packs.samples import SOUND, TYPED

CPT = (
    "99213", "is 99213", "OR 99213", "CMS 99213", "99213-25", "99213–99215", "27446-27447",
    "code 27447.", "(27447)", "81479/81480", "cpt:99213", "#99213", "CPT-99213", "0016T", "1036F",
    "0240U and", "D0120", "modifier 25", "modifier 25.", "modifiers 25, 59", "modifiers LT and 59",
    "modifier -25", "modifier: 59", "modifier '25'", "append 26 modifier", "CPT Assistant says",
)  # fmt: skip
NOT_CPT = (
    "E11.22 and S72.001A", "T36.0X5A", "M1A.0110", "D50.0", "Z79.4", "0DTJ4ZZ", "02100Z9",
    "J1885 x 2", "A0428", "G0463", "C7500", "V2632", "45 CFR 164.502(b)", "164.308(a)(1)(ii)(D)",
    "42 CFR 1001.952", "42 U.S.C. 1320a-7b(b)", "31 USC 3729-3733", "87 FR 69404",
    "87 Fed. Reg. 69404", "Pub. 100-04, chapter 12", "CMS-10055", "CMS-1500", "CMS-R-13100",
    "MS-DRG 470", "$12500", "$12,500", "12,500 units", "0.45000", "1234567", "FY2026", "2026-07",
    "2026-10-01", "1995", "Houston, TX 77002", "ZIP code 77002", "modifier LT",
    "modifiers LT and RT", "two modifiers 10% of", "modifiers 10 mg", "modifier JW, 20.5 mg",
)  # fmt: skip


@pytest.mark.parametrize("text", CPT)
def test_licensed_content_is_seen(text):
    assert list(suspects(f"It says {text} here"))


@pytest.mark.parametrize("text", NOT_CPT)
def test_other_numbers_pass(text):
    assert list(suspects(f"It says {text} here")) == []


def test_every_text_a_reader_sees_is_searched():
    marked = replace(
        TYPED,
        record="r",
        options=SOUND.options,
        citations=(replace(SOUND.citations[0], note="n"),),
    )
    seen = set(texts(marked))
    wanted = {marked.stem, "r", marked.rationale, "n", "IV.H", "E11.9", marked.mistakes[0].why}
    assert wanted <= seen
    assert {option.why for option in SOUND.options} <= seen


LICENSED = {
    "contains_cpt": True,
    "licence_holder": "Us",
    "licence_ref": "1",
    "notice": "CPT (c)",
    "workspaces": ["web"],
}


def test_an_operator_declares_the_whole_licence():
    assert licence_problem({}, bundled=False) == ""
    assert licence_problem(LICENSED | {"cpt_year": 2026}, bundled=False) == ""
    assert "add cpt_year" in licence_problem(LICENSED, bundled=False)
    missing = licence_problem({"contains_cpt": True}, bundled=False)
    assert all(field in missing for field in LICENCE_FIELDS)


def test_the_bundled_bank_has_no_licence_to_declare():
    assert "never" in licence_problem(LICENSED | {"cpt_year": 2026}, bundled=True)
