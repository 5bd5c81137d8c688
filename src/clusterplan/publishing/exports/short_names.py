"""Names for the columns of a Shapefile, which holds ten letters: from a table that never changes, never by chance.

A name of at most ten letters stays. A longer one is shortened word by word by :data:`WORDS`; what is still too long, or
would be taken twice, is cut and numbered. The result does not depend on the order of the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["LONGEST", "WORDS", "short_names"]

LONGEST = 10
"""Letters that the name of a column of a Shapefile may have."""
WORDS: tuple[tuple[str, str], ...] = (
    (r"focus_(\d+)_rests_on_expert_values", r"f\1_expert"),
    (r"focus_(\d+)_start_year", r"f\1_year"),
    (r"focus_(\d+)_served_by", r"f\1_served"),
    (r"focus_(\d+)_(\w+)", r"f\1_\2"),
    (r"excluded_by_(vi|en)_(\w+)", r"ex\1_\2"),
    (r"excluded_by_(\w+)", r"exc_\1"),
    (r"share_observed_(\w+)", r"obs_\1"),
    (r"share_estimated_(\w+)", r"est_\1"),
    (r"share_expert_(\w+)", r"exp_\1"),
    (r"judgement_(\w+)", r"jdg_\1"),
    (r"coverage_(\w+)", r"cov_\1"),
    (r"technology_(vi|en)", r"tech_\1"),
    (r"technologies_(\w+)", r"tec_\1"),
    (r"technologies", "techs"),
    (r"coordinate_precision", "precision"),
    (r"coordinate_source", "coord_src"),
    (r"unit_vintage", "vintage"),
    (r"is_simulated", "simulated"),
    (r"start_years", "starts"),
    (r"share_observed", "obs"),
    (r"share_estimated", "est"),
    (r"share_expert", "exp"),
    (r"excluded_by", "excluded"),
    (r"research_groups", "res_groups"),
    (r"open_access_share", "open_share"),
    (r"public_private_share", "ppp_share"),
    (r"alternative_names", "alt_names"),
    (r"former_(\w+)", r"fm_\1"),
    (r"region_name_(vi|en)", r"reg_\1"),
    (r"national_key_laboratory", "nat_keylab"),
    (r"same_place_as", "same_place"),
    (r"claim_status", "claim"),
    (r"host_reason", "host_why"),
    (r"eligible_host", "eligible"),
)
"""Pattern of a whole name and what takes its place; the first that fits counts."""


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return a name of at most ten letters for each column.

    Parameters
    ----------
    names
        Names of the columns, each once.

    Returns
    -------
    dict of str to str
        Short name by name, in the order given. Two never share one, whatever the case of their letters.

    Examples
    --------
    >>> short_names(["code", "coverage_s01", "a_name_of_letters", "a_name_of_words"])
    {'code': 'code', 'coverage_s01': 'cov_s01', 'a_name_of_letters': 'a_name_of_', 'a_name_of_words': 'a_name_o_2'}
    """
    wanted = list(names)
    taken: dict[str, str] = {name: name for name in wanted if len(name) <= LONGEST and name.isascii()}
    used = {short.lower() for short in taken.values()}
    for name in sorted(set(wanted) - taken.keys()):
        taken[name] = _free(_shortened(name), used)
        used.add(taken[name].lower())
    return {name: taken[name] for name in wanted}


def _shortened(name: str) -> str:
    for pattern, short in WORDS:
        found = re.fullmatch(pattern, name)
        if found:
            return found.expand(short)
    return "".join(letter if letter.isascii() else "_" for letter in name)


def _free(name: str, used: set[str]) -> str:
    """Return the first of ``name``, ``name_2``, ``name_3``, ... that is short enough and not taken."""
    candidate, number = name[:LONGEST], 1
    while candidate.lower() in used:
        number += 1
        ending = f"_{number}"
        candidate = name[: LONGEST - len(ending)] + ending
    return candidate
