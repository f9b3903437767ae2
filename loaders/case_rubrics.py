"""Rubrics of CASE and scales of the model: each turned into the other, where a rubric is a scale.

It is one when all its criteria have the same levels: each is the descriptors of one item, or of none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from loaders.case_links import Ends, Node
from loaders.case_terms import NEVER, OURS, Fields, id_of, link, made_uuid, uri_of, uuid_of
from loaders.case_things import Props, fits
from loaders.rows import EdgeRow, NodeRow, Place, text
from ontology.model import NODES, RELS


@dataclass(slots=True)
class Scale:
    """A scale with its levels by rank, and what they mean for each competency: (competency, level) → properties."""

    id: str
    props: Props = field(default_factory=dict)
    levels: dict[float, NodeRow] = field(default_factory=dict)
    described: dict[tuple[str, str], Props] = field(default_factory=dict)

    def rows(self, at: Place) -> Iterator[NodeRow | EdgeRow]:
        """The scale, its levels, and the competencies' descriptors."""
        yield NodeRow("Scale", self.id, self.props, at)
        for _, level in sorted(self.levels.items()):
            yield level
            yield EdgeRow("HAS_LEVEL", ("Scale", self.id), ("Level", level.id), at)
        for (competency, level_id), props in self.described.items():
            yield EdgeRow("DESCRIBES", ("Competency", competency), ("Level", level_id), at, props)


# --- from a rubric to a scale --------------------------------------------------------------------


def scale_of(rubric: Fields, ends: Ends, lang: str, at: Place) -> Scale | None:
    """The scale that a rubric is; None when it is none."""
    title = rubric.get("title", "").strip()
    found = Scale(id_of(rubric))
    found.props = {"title": title or found.id, "kind": "ordinal", "labels": text(lang, title)}
    found.props["definitions"] = text(lang, rubric.get("description", "").strip())
    found.props = {name: value for name, value in found.props.items() if value}
    said = _extension(rubric)
    sound = all(_criterion(found, each, ends, lang, at) for each in rubric.get("CFRubricCriteria", []))
    if not sound or not (said or found.described):
        return None
    return _extended(found, said, at) if said else found


def _extension(rubric: Fields) -> Fields:
    extensions = rubric.get("extensions")
    said = extensions.get(OURS) if isinstance(extensions, dict) else None
    return said if isinstance(said, dict) else {}


def _criterion(found: Scale, criterion: Fields, ends: Ends, lang: str, at: Place) -> bool:
    """Note a criterion's levels; False when they are not those of the others, or the item is no competency here."""
    label, competency = ends(criterion["CFItemURI"]) if "CFItemURI" in criterion else ("Competency", "")
    levels = {_rank(level): level for level in criterion.get("CFRubricCriterionLevels", [])}
    sound = label == "Competency" and all(rank >= 1 and level.get("quality") for rank, level in levels.items())
    if not sound or len(levels) != len(criterion.get("CFRubricCriterionLevels", [])):
        return False
    titles = {rank: level["quality"].strip() for rank, level in levels.items()}
    if found.levels and titles != {rank: row.props["title"] for rank, row in found.levels.items()}:
        return False
    for rank, level in sorted(levels.items()):
        _level(found, rank, level, competency, lang, at)
    return True


def _rank(level: Fields) -> float:
    return float(level.get("position") or level.get("score") or 0)


def _level(found: Scale, rank: float, level: Fields, competency: str, lang: str, at: Place) -> None:
    quality, said = level["quality"].strip(), text(lang, level.get("description", "").strip())
    props = {"title": quality, "labels": text(lang, quality), "rank": rank}
    row = found.levels.setdefault(rank, NodeRow("Level", f"{found.id}:{rank:g}", props, at))
    if said and competency:
        found.described[competency, row.id] = {"text": said}
    elif said:
        row.props["definitions"] = said


def _extended(found: Scale, said: Fields, at: Place) -> Scale | None:
    """The scale as our extension says it: itself, its levels with their ids, descriptors that are more than text."""
    scale = _checked(said.get("scale"), NODES["Scale"].props)
    levels = [_checked(each, NODES["Level"].props) for each in _list(said, "levels")]
    sound = {"title", "kind"} <= scale.keys() and all({"id", "rank", "title"} <= each.keys() for each in levels)
    if not sound:
        return None
    other = Scale(found.id, {name: value for name, value in scale.items() if name != "id"})
    moved = {row.id: each["id"] for each in levels if (row := found.levels.get(each["rank"]))}
    other.levels = {each["rank"]: NodeRow("Level", each.pop("id"), each, at) for each in levels}
    other.described = {(c, moved.get(level, level)): props for (c, level), props in found.described.items()}
    for each in _list(said, "describes"):
        props = _checked(each, RELS["DESCRIBES"].props)
        if "text" in props and all(isinstance(each.get(end), str) for end in ("competency", "level")):
            other.described[each["competency"], each["level"]] = props
    return other


def _list(said: Fields, name: str) -> list[Any]:
    value = said.get(name)
    return value if isinstance(value, list) else []


def _checked(said: Any, declared: Mapping[str, Any]) -> Props:
    if not isinstance(said, dict):
        return {}
    return {name: v for name, v in said.items() if name in declared and v is not None and fits(declared[name], v)}


# --- from a scale to a rubric --------------------------------------------------------------------


def rubric_of(scale: Scale, titles: Mapping[Node, str], uuids: Mapping[Node, str], lang: str) -> Fields:
    """The rubric that states a scale as far as CASE can: texts in one language, a criterion for each item."""
    uuid = uuid_of(scale.id)
    made: Fields = {"identifier": uuid, "uri": uri_of(scale.id), "title": _in(scale.props.get("labels"), lang)}
    made["title"] = made["title"] or scale.props["title"]
    made["description"] = _in(scale.props.get("definitions"), lang)
    made |= {"lastChangeDateTime": NEVER, "CFRubricCriteria": list(_criteria(scale, titles, uuids, lang))}
    return {name: value for name, value in made.items() if value or name == "CFRubricCriteria"}


def _criteria(scale: Scale, titles: Mapping[Node, str], uuids: Mapping[Node, str], lang: str) -> Iterator[Fields]:
    """A criterion for each competency that describes the levels, after one for none where that says more."""
    described = sorted({competency for competency, _ in scale.described})
    own = any("definitions" in level.props for level in scale.levels.values()) or bool(scale.levels and not described)
    for position, competency in enumerate(["", *described] if own else described, 1):
        uuid = made_uuid(scale.id, competency)
        found: Fields = {"identifier": uuid, "uri": f"urn:uuid:{uuid}"}
        if competency:
            node = ("Competency", competency)
            found["CFItemURI"] = link(competency, titles.get(node, competency), uuids.get(node, ""))
        found |= {"position": position, "rubricId": uuid_of(scale.id), "lastChangeDateTime": NEVER}
        levels = (row for _, row in sorted(scale.levels.items()))
        found["CFRubricCriterionLevels"] = [_level_of(scale, competency, uuid, row, lang) for row in levels]
        yield found


def _level_of(scale: Scale, competency: str, criterion: str, level: NodeRow, lang: str) -> Fields:
    rank, uuid = level.props["rank"], made_uuid(scale.id, competency, level.id)
    said = scale.described.get((competency, level.id), {}).get("text") if competency else level.props.get("definitions")
    description, quality = _in(said, lang), _in(level.props.get("labels"), lang) or level.props["title"]
    found: Fields = {"identifier": uuid, "uri": f"urn:uuid:{uuid}"}
    found |= {"description": description} if description else {}
    found |= {"quality": quality, "score": rank} | ({"position": int(rank)} if rank == int(rank) else {})
    return found | {"rubricCriterionId": criterion, "lastChangeDateTime": NEVER}


def _in(said: list[str] | None, lang: str) -> str:
    return next((each[len(lang) + 1 :] for each in said or [] if each.startswith(f"{lang}|")), "")


def extension(scale: Scale, rubric: Fields, ends: Ends, lang: str) -> Fields:
    """What the rubric's reader needs besides to read the scale as it is; nothing where it reads it so."""
    read = scale_of(rubric, ends, lang, Place(""))
    if read and alike(read, scale):
        return {}
    levels = [{"id": row.id, **row.props} for _, row in sorted(scale.levels.items())]
    ids = {rank: row.id for rank, row in (read.levels if read else {}).items()}
    plain = {(c, scale.levels[rank].id): props for (c, level), props in (read.described if read else {}).items()
             for rank, id_ in ids.items() if id_ == level and rank in scale.levels}  # fmt: skip
    others = [
        {"competency": competency, "level": level, **props}
        for (competency, level), props in sorted(scale.described.items())
        if props != plain.get((competency, level))
    ]
    return {"scale": scale.props, "levels": levels} | ({"describes": others} if others else {})


def alike(one: Scale, other: Scale) -> bool:
    """Whether two scales say the same, as are their levels and descriptors."""
    levels = [{rank: (row.id, dict(row.props)) for rank, row in scale.levels.items()} for scale in (one, other)]
    return levels[0] == levels[1] and one.props == other.props and one.described == other.described
