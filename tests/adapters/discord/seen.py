"""A Discord message as a person reads it."""

from dataclasses import dataclass, field

from adapters.discord.limits import walk


@dataclass(frozen=True)
class Seen:
    """What is on the screen: text, the labels of buttons, the values of selects, the form."""

    text: str = ""
    labels: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    ephemeral: bool = False
    modal: dict | None = None
    components: list = field(default_factory=list)

    def __contains__(self, words: str) -> bool:
        return words in self.text

    @property
    def form(self) -> dict[str, dict]:
        """The inputs of the form that opened, by name."""
        inputs = [c["component"] for c in self.modal["components"] if "component" in c]
        return {i["custom_id"]: i for i in inputs}


def seen(message, *, modal=None, ephemeral: bool = False) -> Seen:
    """`message`: discord.py's, or simcord's answer."""
    if message is None:
        return Seen(modal=modal)
    found = message.components
    components = [c if isinstance(c, dict) else c.to_dict() for c in found]
    every = list(walk(components))
    return Seen(
        text="\n".join(c["content"] for c in every if c["type"] == 10),
        labels=tuple(c["label"] for c in every if c["type"] == 2),
        choices=tuple(o["value"] for c in every if c["type"] == 3 for o in c["options"]),
        ids=tuple(c["custom_id"] for c in every if "custom_id" in c),
        ephemeral=ephemeral,
        modal=modal,
        components=components,
    )
