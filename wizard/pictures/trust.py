"""The trust relationship as a chain: each link holds, is broken, or was not checked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from federation.sides import Side
from wizard.pictures.lettering import Box, Line, stack, wrap

WIDTH = 1100.0
HEIGHT = 172.0
BETWEEN = 30.0
TITLE = 15.0
SMALL = 13.0
MARK = 30.0


class CheckResult(Protocol):
    """What a link needs of a finding (federation.findings.Finding)."""

    @property
    def code(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def step(self) -> str: ...


@dataclass(frozen=True)
class Kind:
    """One link of every chain. Findings belong to it by their step, else by a word in their code."""

    key: str
    title: str
    side: Side
    words: tuple[str, ...]
    steps: tuple[str, ...]


KINDS = (
    Kind(
        "app",
        "Entra app",
        Side.AZURE,
        ("audience", "claim", "person"),
        ("azure-connect", "azure-application", "azure-claims", "azure-assignments", "azure-access-url"),
    ),
    Kind("certificate", "Certificate", Side.AZURE, ("certificate", "signature"), ("azure-certificate",)),
    Kind("provider", "SAML provider", Side.AWS, ("provider",), ("aws-connect", "aws-saml-provider")),
    Kind("role", "Role", Side.AWS, ("trust",), ("aws-role",)),
    Kind("policy", "Policy", Side.AWS, ("policy", "federation-token"), ()),
    Kind("instance", "Instance", Side.AWS, ("instance",), ("aws-instance",)),
    Kind("user", "Connect user", Side.AWS, ("user",), ("aws-users",)),
)
WORDS = {"ok": "Holds", "broken": "Broken", "unknown": "Not checked"}
STATES = {"ok": "done", "broken": "problem", "unknown": "waiting"}


@dataclass(frozen=True)
class TrustLink:
    """One link. `verdict` is "ok", "broken" or "unknown"; `sentences` say what is wrong or uncertain."""

    kind: Kind
    verdict: str
    sentences: tuple[str, ...]
    passed: int
    box: Box
    mark: Box
    titles: tuple[Line, ...]
    word: Line

    @property
    def state(self) -> str:
        """The state whose mark the link wears."""
        return STATES[self.verdict]

    @property
    def middle(self) -> float:
        return self.box.x + self.box.width / 2


@dataclass(frozen=True)
class Joint:
    """What joins two links. Broken if either of them is, whole if both hold."""

    x: float
    y: float
    size: float
    verdict: str


@dataclass(frozen=True)
class TrustPicture:
    """Everything the template needs."""

    links: tuple[TrustLink, ...]
    joints: tuple[Joint, ...]
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def summary(self) -> str:
        """The picture in one sentence."""
        broken = [link.kind.title for link in self.links if link.verdict == "broken"]
        if broken:
            return f"The chain is broken at: {', '.join(broken)}."
        verdicts = {link.verdict for link in self.links}
        if verdicts == {"ok"}:
            return "Every link of the chain holds."
        if verdicts == {"unknown"}:
            return "Nothing was checked yet."
        return "Nothing is broken, but not every link was checked."


def build_trust(findings: Iterable[CheckResult]) -> TrustPicture:
    """The chain as the findings of a check show it. Findings that belong to no link are left out."""
    by_link: dict[str, list[CheckResult]] = {}
    for finding in findings:
        by_link.setdefault(_link_of(finding), []).append(finding)
    links = tuple(_draw(n, kind, by_link.get(kind.key, [])) for n, kind in enumerate(KINDS))
    return TrustPicture(links, tuple(_join(one, other) for one, other in pairwise(links)))


def _link_of(finding: CheckResult) -> str:
    """The step decides, but the role and its policy are made by the same one. Without a step, the words."""
    if "policy" in finding.code:
        return "policy"
    by_step = (kind.key for kind in KINDS if finding.step in kind.steps)
    by_word = (kind.key for kind in KINDS if any(word in finding.code for word in kind.words))
    return next(by_step, "") or next(by_word, "")


def _verdict(findings: Sequence[CheckResult]) -> str:
    """A warning alone says that something could not be checked."""
    levels = {str(finding.level) for finding in findings}
    return "broken" if "error" in levels else "ok" if "ok" in levels else "unknown"


def _draw(place: int, kind: Kind, findings: Sequence[CheckResult]) -> TrustLink:
    width = (WIDTH - 2 - BETWEEN * (len(KINDS) - 1)) / len(KINDS)
    box = Box.of(1 + place * (width + BETWEEN), 1, width, HEIGHT - 2)
    titles = wrap(kind.title, room=width - 16, size=TITLE)
    verdict = _verdict(findings)
    errors = [f for f in findings if f.level == "error"]
    told = errors or [f for f in findings if f.level == "warning"]
    return TrustLink(
        kind=kind,
        verdict=verdict,
        sentences=tuple(dict.fromkeys(f.message for f in told)),
        passed=sum(f.level == "ok" for f in findings),
        box=box,
        mark=Box.of(box.x + (width - MARK) / 2, 48, MARK, MARK),
        titles=stack(titles, top=88, size=TITLE),
        word=stack([WORDS[verdict]], top=130, size=SMALL)[0],
    )


def _join(one: TrustLink, other: TrustLink) -> Joint:
    both = {one.verdict, other.verdict}
    verdict = "broken" if "broken" in both else "ok" if both == {"ok"} else "unknown"
    return Joint(one.box.right, (HEIGHT - BETWEEN) / 2, BETWEEN, verdict)
