"""A board as a picture, as a product might draw it: 800 by 450, ten rows with bars, as PNG."""

import io

from PIL import Image, ImageDraw, ImageFont

SIZE = (800, 450)
_ROWS = 10


def board(turn):
    """The PNG of the board; another one for each turn."""
    image = Image.new("RGB", SIZE, "#ffffff")
    pen = ImageDraw.Draw(image)
    title, line = ImageFont.load_default(28), ImageFont.load_default(18)
    pen.text((24, 16), f"This week in Evening coders, drawing {turn}", "#1b1f24", font=title)
    for place in range(1, _ROWS + 1):
        top, points = 64 + (place - 1) * 38, 400 - place * 31 + turn % 7
        pen.rounded_rectangle((230, top + 6, 230 + points, top + 28), 6, "#3f6fb5")
        pen.text((24, top + 4), f"{place}. Member number {place}", "#1b1f24", font=line)
        pen.text((246 + points, top + 4), f"{points} points", "#1b1f24", font=line)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()
