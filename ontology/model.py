"""Every node type and relationship of the graph, declared once: the single source of truth.

Constraints, indexes, MERGE, the RDF vocabulary, the SHACL shapes, the reference page and the
GraphQL columns are derived from these classes.
"""

from __future__ import annotations

from ontology.terms import REGISTRY, Instant, Text, node, prop, relationship

# --- what several node types share ---------------------------------------------------------


class Thing:
    """What every node has."""

    id: str = prop("Unique over the whole store: the source's IRI, or `<source>:<its id>`.", term="dct:identifier")
    origin: str | None = prop("The source it was loaded from, such as `esco` or `table:ministry`.", public=False)


class Named(Thing):
    """A thing with language-tagged names."""

    title: str = prop("The label in the default language, for sorting; never empty.", index=True, term="dct:title")
    labels: Text | None = prop("Preferred label in each language.", term="skos:prefLabel")
    alt_labels: Text | None = prop("Other labels.", term="skos:altLabel")
    definitions: Text | None = prop("What it means, in each language.", term="skos:definition")
    extra: list[str] | None = prop("N-Quads that the model has no place for, kept for export.", public=False)
    earlier: list[str] | None = prop(
        "What it said before: for each change the date until which, and the values in JSON.", public=False
    )


class Stated(Named):
    """A named thing that a source publishes, changes and retires."""

    status: str | None = prop("live, draft, planned or retired; absent means live.", term="iso-thes:status")
    notation: str | None = prop("The source's own code.", index=True, term="skos:notation")
    since: Instant | None = prop("Valid from.", index=True, term="schema:validFrom")
    until: Instant | None = prop("Valid until, exclusive.", index=True, term="schema:validThrough")


class Dated:
    """What every stated relationship has: its own validity and where it was loaded from."""

    since: Instant | None = prop("Stated from; absent means always.")
    until: Instant | None = prop("Stated until, exclusive; absent means still.")
    origin: str | None = prop("The source it was loaded from.", public=False)


class Undated:
    """What a relationship without a validity of its own has."""

    origin: str | None = prop("The source it was loaded from.", public=False)


# --- node types ---------------------------------------------------------------------------


@node(plural="frameworks", term="skos:ConceptScheme")
class Framework(Stated):
    """A published set of competencies or roles, such as KCM, ESCO or the DCWF."""

    version: str | None = prop("The publisher's version.", term="owl:versionInfo")
    publisher: str | None = prop("Who publishes it.", term="dct:publisher")
    licence: str | None = prop("The licence's name or address.", term="dct:license")
    attribution: str | None = prop("The notice to show wherever its content is shown.", term="dct:rights")
    languages: list[str] | None = prop("Languages of its labels.", term="dct:language")
    illustrative: bool | None = prop("Made up for demonstration: no real organisation's figures.")


@node(plural="competencies", term="skos:Concept")
class Competency(Stated):
    """Something a person must know or be able to do; also the areas, themes and groups above it."""

    kind: str | None = prop(
        "area, theme, sub-theme, group, skill, knowledge, attitude, ability or task.", term="dct:type"
    )
    reuse: str | None = prop("How widely it is used (ESCO's reuse level).", term="esco:skillReuseLevel")
    theme_type: str | None = prop("Core or Leadership (KCM).")


@node(plural="scales", term="skos:OrderedCollection")
class Scale(Named):
    """A proficiency scale: ordinal with its levels, or interval between a minimum and a maximum."""

    kind: str = prop("ordinal or interval.")
    min: float | None = prop("The lowest value of an interval scale: what not holding counts as.")
    max: float | None = prop("The highest value of an interval scale.")


@node(plural="levels", term="asn:ProgressionLevel")
class Level(Named):
    """One step of an ordinal scale."""

    rank: float = prop("Position on the scale, from 1.", term="schema:position")


@node(plural="collections", term="skos:Collection")
class Collection(Stated):
    """A named set of competencies that is not a competency itself."""


@node(plural="roles", term="ceterms:Occupation")
class Role(Stated):
    """A designation, position, occupation, or one job in one office."""

    kind: str | None = prop("designation, position, occupation, group or job.", term="dct:type")
    grade: str | None = prop("Pay level or grade.")
    band: str | None = prop("leadership, senior, middle, supervisory or support.")
    group: str | None = prop("Service or occupational group.")
    sector: str | None = prop("Sector of work.")


@node(plural="activities", term="ceterms:Task")
class Activity(Stated):
    """A piece of work in a role."""


@node(plural="modules", term="schema:LearningResource")
class Module(Stated):
    """A course, programme, credential or session that builds competencies."""

    kind: str | None = prop("course, programme, credential or session.", term="schema:learningResourceType")
    mode: str | None = prop("digital, face-to-face or blended.", term="schema:courseMode")
    hours: float | None = prop("Hours of learning.")
    languages: list[str] | None = prop("Languages it is given in.", term="schema:inLanguage")
    capacity: int | None = prop("Places in one run.", term="schema:maximumAttendeeCapacity")
    url: str | None = prop("Where it is taken.", term="schema:url")


@node(plural="organisations", term="schema:Organization")
class Organisation(Stated):
    """A ministry, department, institute or training provider."""

    kind: str | None = prop("ministry, state, department, organisation, institute or provider.", term="dct:type")
    path: str | None = prop("Its place in the tree, `/m1/d2/`: a subtree is a prefix. Kept by the service.", index=True)


@node(plural="officers", personal=True)
class Officer(Thing):
    """A person in service, under a stable pseudonymous id."""

    languages: list[str] | None = prop("Languages the officer reads, best first.")


@node(plural="postings", personal=True)
class Posting(Thing):
    """An officer in a role at an organisation for a time; an officer may have two."""

    since: Instant | None = prop("In post from.")
    until: Instant | None = prop("In post until, exclusive.")


@node(plural="identifiers")
class Identifier(Thing):
    """Another identifier of a thing; its `id` is the other identifier."""

    system: str | None = prop("Who gives it, such as `igot` or `nist`.")


@node(plural="changes")
class Change(Thing):
    """Who changed what, when and why, before and after."""

    at: Instant = prop("When it was written.", term="dct:created")
    author: str | None = prop("Who wrote it.", public=False)
    reason: str | None = prop("Why.")
    summary: str | None = prop("What, as counts in JSON.")
    thing: str | None = prop("Id of the thing that changed, where the change is of one.", public=False, index=True)
    draft: str | None = prop("Id of the draft that proposed it.", public=False)
    before: str | None = prop("What was stated, in JSON; absent: nothing.", public=False)
    after: str | None = prop("What is stated since, in JSON; absent: nothing.", public=False)
    key: str | None = prop("Digest of the writer and their idempotency key.", public=False, index=True)
    answer: str | None = prop("What was answered, with the digest of the request, in JSON.", public=False)


@node(plural="drafts")
class Draft(Thing):
    """Proposed changes that are not published."""

    at: Instant = prop("When it was last changed.", term="dct:modified")
    author: str | None = prop("Who proposes.", public=False)
    reason: str | None = prop("Why.", public=False)
    state: str = prop("draft, l1, l2, published or rejected.")
    rows: str = prop("The proposed changes in JSON, each with what was stated before.", public=False)
    steps: str | None = prop("Who decided what and when, in JSON.", public=False)
    revision: int | None = prop("Number of the last step or edit.", public=False)


@node(plural="stores")
class Store(Thing):
    """What the store knows of itself; its one node has the id `store`."""

    version: int = prop("Number of the last migration.", public=False)
    epoch: int = prop("Number of the last write.")
    data_as_on: Instant | None = prop("Fixed date of the data: the default of `asOf`.")
    reviewed: list[str] | None = prop("Ids of the frameworks that change by approved drafts only.", public=False)
    changed: Instant | None = prop("Until then something was otherwise than now: see `earlier`.", public=False)
    identity: str | None = prop("Random; another after each restore, for the epoch may repeat.", public=False)


@node(plural="rollups")
class Rollup(Thing):
    """Derived: counts of officers by organisation, written by `karmagraph rollup`; never loaded, never exchanged."""

    kind: str = prop("cells, sums… of counts; whole or partial: the one node that says what all are of.", public=False)
    organisation: str | None = prop("Id of the top organisation counted; absent: postings at none.", public=False)
    subject: str | None = prop("Id of the competency whose cells they are.", public=False, index=True)
    counts: list[str] | None = prop("One line a cell, its parts between tabs, the numbers last.", public=False)
    digest: str | None = prop("Of the counts: what has not changed is not written again.", public=False)
    at: Instant | None = prop("The date counted for.", public=False)
    until: Instant | None = prop("To when changes that are already due are counted.", public=False)
    epoch: int | None = prop("Number of the write after which nothing else was written.", public=False)


# --- relationships: what is required, covered and held ---------------------------------------


@relationship((Role, Competency), key=("scale",))
class Requires(Dated):
    """A role needs a competency, at a level of a scale or unlevelled."""

    level: float | None = prop("Rank or value needed; absent: at any level.")
    scale: str | None = prop("Id of the scale of `level`.")
    essential: bool | None = prop("Essential, or optional.")
    importance: float | None = prop("Weight from 0 to 1.")
    source: str | None = prop("What states or approves it, such as a work order.", term="dct:source")


@relationship((Module, Competency), key=("scale",), term="schema:teaches")
class Covers(Dated):
    """A module builds a competency, from a level to a level."""

    from_level: float | None = prop("Level needed at the start; absent: none.")
    to_level: float | None = prop("Level reached at the end; absent: not stated.")
    scale: str | None = prop("Id of the scale of the levels.")


@relationship((Officer, Competency), key=("id",), personal=True)
class Holds(Undated):
    """An officer can show a competency; one for each piece of evidence, each kept."""

    id: str = prop("The record's own id.", term="dct:identifier")
    level: float | None = prop("Rank or value shown; absent: not stated.")
    scale: str | None = prop("Id of the scale of `level`.")
    source: str | None = prop("Kind of source: course, assessment, achievement, declared…")
    evidence: str | None = prop("Certificate or address that shows it.")
    awarded: Instant | None = prop("Counts from; absent: always.")
    expires: Instant | None = prop("Counts until, exclusive.")
    confidence: float | None = prop("Confidence of the source, 0 to 1.")
    negative: bool | None = prop("The evidence says that the officer does not hold it.")
    verified: bool | None = prop("False: a credential whose proof was not verified; counts only on request.")


@relationship((Officer, Module), key=("id",), personal=True)
class Took(Undated):
    """An officer's enrolment in a module."""

    id: str = prop("The record's own id.", term="dct:identifier")
    state: str | None = prop("enrolled, started, completed or dropped.")
    since: Instant | None = prop("Enrolled on.")
    completed: Instant | None = prop("Completed on.")
    progress: float | None = prop("Share done of one that is running, 0 to 1.")
    score: float | None = prop("Score, 0 to 100.")
    rating: float | None = prop("The officer's rating, 1 to 5.")


# --- relationships: people, posts, organisations ------------------------------------------------


@relationship((Officer, Posting), personal=True)
class HasPosting(Undated):
    """The officer's postings."""


@relationship((Posting, Role), personal=True, single=True)
class As(Undated):
    """The role of a posting."""


@relationship((Posting, Organisation), (Role, Organisation), single=True)
class At(Undated):
    """Where a posting is, or the office that a job belongs to."""


@relationship((Organisation, Role))
class HasPosts(Dated):
    """An organisation's sanctioned posts in a role."""

    sanctioned: int | None = prop("Number of posts, filled or vacant.")


@relationship((Organisation, Organisation), (Module, Module), term="dct:isPartOf", acyclic=True)
class PartOf(Dated):
    """An organisation within another; a module within a programme."""


@relationship((Module, Organisation), term="schema:provider")
class OfferedBy(Dated):
    """Who gives a module."""


# --- relationships: structure of frameworks ------------------------------------------------------


@relationship((Role, Role), acyclic=True)
class Specialises(Dated):
    """A job specialises a designation: it inherits its requirements and may override each."""


@relationship((Role, Activity))
class Has(Dated):
    """The activities of a role."""


@relationship((Activity, Competency))
class Needs(Dated):
    """The competencies that an activity needs: the reason of a requirement, never one itself."""


@relationship((Scale, Level))
class HasLevel(Undated):
    """The levels of a scale."""


@relationship((Level, Level))
class EquivalentTo(Dated):
    """Two levels of two scales declared the same."""


@relationship((Competency, Level))
class Describes(Dated):
    """A competency's own text for a level."""

    text: Text = prop("The descriptor in each language.")


@relationship((Collection, Competency), term="skos:member")
class Member(Dated):
    """The members of a collection."""

    position: float | None = prop("Order in the collection.")


@relationship((Competency, Competency), (Role, Role), term="skos:broader", acyclic=True)
class Broader(Dated):
    """From the narrower to the broader; several parents allowed."""

    position: float | None = prop("Order among the siblings under this parent.")


@relationship((Competency, Competency), term="skos:related")
class Related(Dated):
    """Two related competencies."""


@relationship((Competency, Competency), (Module, Module), acyclic=True)
class Prerequisite(Dated):
    """The first needs the second first."""


@relationship((Competency, Competency))
class SupportedBy(Dated):
    """ESCO's links between skills."""

    essential: bool | None = prop("Essential, or optional.")


@relationship(
    (Competency, Framework),
    (Role, Framework),
    (Module, Framework),
    (Collection, Framework),
    (Activity, Framework),
    term="skos:inScheme",
)
class InScheme(Dated):
    """The framework that a thing is published in."""

    top: bool | None = prop("Whether it is a top concept there.")


@relationship((Competency, Competency), (Role, Role), (Module, Module), term="dct:isReplacedBy")
class ReplacedBy(Dated):
    """From an old thing to the one that replaces it."""


@relationship(
    (Identifier, Competency),
    (Identifier, Role),
    (Identifier, Module),
    (Identifier, Organisation),
    (Identifier, Framework),
    single=True,
)
class Of(Undated):
    """The thing that an identifier names."""


# --- relationships: crosswalks --------------------------------------------------------------------


class Match(Dated):
    """What every crosswalk link has."""

    state: str | None = prop("suggested, confirmed or rejected; only confirmed ones count.")
    justification: str | None = prop("How it was found (SSSOM mapping justification).")
    confidence: float | None = prop("0 to 1.")
    author: str | None = prop("Who states it.")
    date: Instant | None = prop("When it was stated.")


@relationship((Competency, Competency), term="skos:exactMatch")
class ExactMatch(Match):
    """The same competency in another framework."""


@relationship((Competency, Competency), term="skos:closeMatch")
class CloseMatch(Match):
    """Nearly the same; never counts as held."""


@relationship((Competency, Competency), term="skos:broadMatch")
class BroadMatch(Match):
    """The second is broader; never counts as held."""


@relationship((Competency, Competency), term="skos:narrowMatch")
class NarrowMatch(Match):
    """The second is narrower; never counts as held."""


@relationship((Competency, Competency), term="skos:relatedMatch")
class RelatedMatch(Match):
    """Related in another framework; never counts as held."""


@relationship((Competency, Competency), derived=True)
class CountsAs(Dated):
    """Derived from confirmed exact matches: holding or covering the first counts for the second."""


NODES = REGISTRY.nodes
RELS = REGISTRY.rels
