"""A view made to fit a platform, by numbers alone. Pure.

What cannot be drawn is said in words; what is too long is split where it can be, and else cut at a
word, with an ellipsis and a hint, the longest parts first: a long record never pushes the options
out of a message.
"""

from dataclasses import replace

from bot.chat.abilities import Abilities
from bot.chat.cut import HINT, cut, cut_words, size
from bot.chat.drawable import drawable, lines_of, loosened, rowed, split, with_lines
from bot.chat.plain import block_words
from bot.chat.text import Text, text
from bot.chat.views import Block, Buttons, Image, Paragraph, Select, Table, View

_SHARE = 4
"""Title and footer take at most a quarter of the room each."""


def degrade(view: View, abilities: Abilities) -> View:
    """The view within every limit of `abilities`. What was left out is said to be."""
    title = cut_words(view.title, min(abilities.title_chars, abilities.view_chars // _SHARE))
    blocks = [part for block in view.blocks for part in drawable(block, view.title, abilities)]
    if title != view.title:
        blocks.insert(0, Paragraph(text(view.title)))
    blocks = rowed(blocks, abilities)
    footer = cut(view.footer, min(abilities.block_chars, abilities.view_chars // _SHARE))
    room = min(
        abilities.view_chars - len(title) - size(footer), abilities.blocks * abilities.block_chars
    )
    if sum(map(block_chars, blocks)) > room:
        blocks = _fitted([part for block in blocks for part in loosened(block)], room)
    blocks = [part for block in blocks for part in split(block, abilities.block_chars)]
    # Joined blocks have a line break between them, which takes room as well.
    kept = _fitted(_counted(blocks, abilities), room)
    shown = View(title, tuple(kept), view.tone, footer)
    if len(kept) < len(blocks) and not any(map(lines_of, kept)):
        # No text is left that could say so.
        said = (*footer, HINT)
        fits = size(said) <= abilities.block_chars
        if fits and chars(shown) + len(HINT) <= abilities.view_chars:
            return replace(shown, footer=said)
    return shown


def chars(view: View) -> int:
    """What `Abilities.view_chars` counts."""
    return len(view.title) + size(view.footer) + sum(map(block_chars, view.blocks))


def block_chars(block: Block) -> int:
    """Characters of a text block as plain words; controls and pictures have none."""
    return 0 if isinstance(block, Buttons | Select | Image) else len(block_words(block))


def _fitted(blocks: list[Block], room: int) -> list[Block]:
    """The blocks in `room` characters: the longest lines are cut to one length, as water finds its
    level, so that short ones stay whole. Blocks for which no room is left go, the last ones first.
    """
    dropped = False
    while True:
        fixed = sum(block_chars(b) - sum(map(size, lines_of(b))) for b in blocks)
        lengths = [size(line) for block in blocks for line in lines_of(block)]
        level = _level(lengths, room - fixed)
        if level >= min(len(HINT) * 2, max(lengths, default=0)) or not lengths:
            break
        last = max(i for i, block in enumerate(blocks) if lines_of(block))
        if len([b for b in blocks if lines_of(b)]) == 1:
            only = blocks[last]
            spans = text(block_words(only))
            blocks[last] = Paragraph(cut(spans, room))
            return blocks
        del blocks[last]
        dropped = True
    cutted = [with_lines(b, tuple(cut(line, level) for line in lines_of(b))) for b in blocks]
    return _hinted(cutted) if dropped else cutted


def _level(lengths: list[int], room: int) -> int:
    """The length to which the longest lines must be cut so that all take `room` characters."""
    level, left = 0, room
    for n, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - n)
        if length > share:
            return max(share, 0)
        level, left = length, left - length
    return level


def _hinted(blocks: list[Block]) -> list[Block]:
    """The blocks, the last text of which says that something is missing."""
    for i in range(len(blocks) - 1, -1, -1):
        lines = lines_of(blocks[i])
        if lines:
            had = size(lines[-1])
            last: Text = (*cut(lines[-1], max(had - len(HINT), 0)), HINT)
            if size(last) > had:
                last = cut((*lines[-1], HINT), had)
            return [*blocks[:i], with_lines(blocks[i], (*lines[:-1], last)), *blocks[i + 1 :]]
    return blocks


def _counted(blocks: list[Block], abilities: Abilities) -> list[Block]:
    """At most as many blocks as may be: neighbours are joined, the last first; then text goes
    before pictures, and pictures before controls.
    """
    kept = list(blocks)
    while len(kept) > abilities.blocks:
        joined = _joined(kept, abilities.block_chars)
        if joined is None:
            break
        kept = joined
    dropped = False
    for kinds in ((Image,), (Buttons, Select)):
        while len(kept) > abilities.blocks:
            spare = [i for i, b in enumerate(kept) if not isinstance(b, (*kinds, Buttons, Select))]
            if not spare:
                break
            del kept[spare[-1]]
            dropped = True
    kept, dropped = kept[: abilities.blocks], dropped or len(kept) > abilities.blocks
    return _hinted(kept) if dropped else kept


def _joined(blocks: list[Block], most: int) -> list[Block] | None:
    """The last two neighbours that are text made into one paragraph; None: there are none."""
    for i in range(len(blocks) - 1, 0, -1):
        first, second = blocks[i - 1], blocks[i]
        if not _is_text(first) or not _is_text(second):
            continue
        if block_chars(first) + block_chars(second) + 1 <= most:
            spans: Text = (*_spans(first), "\n", *_spans(second))
            return [*blocks[: i - 1], Paragraph(spans), *blocks[i + 1 :]]
    return None


def _is_text(block: Block) -> bool:
    return not isinstance(block, Buttons | Select | Image | Table)


def _spans(block: Block) -> Text:
    return block.text if isinstance(block, Paragraph) else text(block_words(block))
