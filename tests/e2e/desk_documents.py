"""desk_documents -- the desk documents a test begins with: the shipped ones
with a few words changed.

`Installation(documents=..)` takes {name: text}, which replaces whole
documents, or edits: functions that change a dict {name: text} of the shipped
ones.  What stands here makes such edits."""
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
NAMES = ("persons", "rosters", "overrides", "calendar", "policies",
         "indicators", "regions", "shelter", "directory", "terms", "tables")
FOLDER = os.path.join(ROOT, "config", "desk")


def shipped():
    texts = {}
    for name in NAMES:
        with open(os.path.join(FOLDER, name + ".yaml"),
                  encoding="utf-8") as file:
            texts[name] = file.read()
    return texts


def edited(documents):
    """{name: text} of what differs from the shipped ones."""
    if isinstance(documents, dict):
        return documents
    texts = shipped()
    for edit in documents if isinstance(documents, (list, tuple)) \
            else [documents]:
        edit(texts)
    before = shipped()
    return {name: text for name, text in texts.items()
            if text != before[name]}


def write(folder, documents):
    os.makedirs(folder, exist_ok=True)
    for name, text in edited(documents).items():
        with open(os.path.join(folder, name + ".yaml"), "w",
                  encoding="utf-8") as file:
            file.write(text)
    return folder


# --- edits ------------------------------------------------------------------

def substitute(name, pattern, replacement):
    """Every place of a document that the pattern matches; there is one."""
    def edit(texts):
        texts[name], n = re.subn(pattern, replacement, texts[name],
                                 flags=re.MULTILINE)
        if n == 0:
            raise ValueError(f"{name} has no {pattern}")
    return edit


def day_and_night(texts):
    """Nothing is held for the hour: the test may run at any."""
    substitute("policies", r"^(    window:) daytime$", r"\1 always")(texts)


def short_waits(wait):
    """Every step of every policy waits so long ("3s")."""
    def edit(texts):
        for key in ("wait", "loop_every", "undelivered_after",
                    "fallback_every"):
            substitute("policies", rf"^( +{key}:) \w+$", rf"\1 {wait}")(texts)
    return edit


def storm(**values):
    """Lines of the storm section: storm(gap="1s")."""
    def edit(texts):
        for key, value in values.items():
            substitute("policies", rf"^  {key}: \w+$",
                       f"  {key}: {value}")(texts)
    return edit


def level(name, **values):
    """Lines of one level: level("U2", not_seen="5m")."""
    def edit(texts):
        for key, value in values.items():
            substitute("policies", rf"(?s)(\n  {name}:\n.*?\n    {key}:) "
                       r"[^\n]+", rf"\1 {value}")(texts)
    return edit


def people(*names, duties="coordinator"):
    """More persons; they are enrolled when the desk is there."""
    def edit(texts):
        for name in names:
            texts["persons"] += (f"  - name: {name}\n"
                                 f"    duties: [{duties}]\n"
                                 "    contacts: [loket]\n")
    return edit


def rotation(*turns, anchor="2026-01-05", handover="08:00", days=7):
    return ("      - rotation:\n"
            f"          anchor: {anchor}\n"
            f"          handover: \"{handover}\"\n"
            f"          period_days: {days}\n"
            f"          people: [{', '.join(turns)}]\n")


def shifts(*rows):
    """Of (start, end, people), local times."""
    return "      - shifts:\n" + "".join(
        f"          - {{start: {start}, end: {end}, people: {who}}}\n"
        for start, end, who in rows)


def rosters(**layers):
    """Who is on call: each roster by name with its layer."""
    def edit(texts):
        texts["rosters"] = "rosters:\n" + "".join(
            f"  - name: {name}\n    zone: Europe/Amsterdam\n"
            f"    minimum: 1\n    layers:\n{layer}"
            for name, layer in layers.items())
    return edit


def on_call(primary, backup="fallback", day=None):
    """The same people all the time."""
    return rosters(primary=rotation(primary), backup=rotation(backup),
                   day=rotation(day or primary))
