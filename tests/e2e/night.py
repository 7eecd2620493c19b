"""night -- people at a desk whose clock the test moves.

The desk does what is due when it is asked something, and an answer leaves
before the desk looks at its clock; so whoever wants to know what happened by
now asks a few times, and then has everything that was sent before."""
import datetime
import zoneinfo

from loketlib import Client, Follower, referral, stream, wire

MICRO = 0.000001
MINUTE, HOUR, DAY = 60, 3600, 86400
AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
LOOKS = 6  # each lets the desk do one round of what is due


def local(text):
    """"2026-11-21 22:00", as the clock on the wall says it."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def us(text):
    return round(local(text).timestamp() * 1000000)


def name_of(enum, number):
    """NOTICE_CODE_SHIFT_DAY: SHIFT_DAY."""
    prefix = enum.DESCRIPTOR.values[0].name[:-len("UNSPECIFIED")]
    return enum.Name(number)[len(prefix):]


class Person:
    """One client with its inbox.  Confirms each page, unless deaf."""

    def __init__(self, desk, name, deaf=False):
        self.desk = desk
        self.name = name
        self.deaf = deaf
        self.confirmed = set()
        self.client = Client.of_profile(desk.profile(name))
        self.client.hello(10)
        self.inbox = Follower(self.client)
        self.inbox.attach()
        self.marked = 0
        self.look()
        self.news()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def back(self):
        """After a restart of the desk."""
        self.client.hello(10)
        self.inbox.attach()

    def look(self):
        """What is due is done, and what was sent is here and confirmed."""
        self.ask_round()
        while True:
            fresh = [p for p in self.inbox.pages()
                     if p.page_id not in self.confirmed]
            if self.deaf or not fresh:
                return self
            for page in fresh:
                self.client.delivered(page.page_id)
                self.confirmed.add(page.page_id)
            self.ask_round()

    def ask_round(self):
        for _ in range(LOOKS):
            self.client.ask(heartbeat=wire.Heartbeat())
        self.inbox.pump(0)
        while self.inbox.asked is not None:  # a gap: the replay is under way
            self.inbox.pump(0.01)

    # --- what came since the last time --------------------------------------

    def news(self):
        """The events since the last call, after a look."""
        self.look()
        events = self.inbox.applied[self.marked:]
        self.marked = len(self.inbox.applied)
        return events

    def new(self, body):
        """The bodies of this kind among the news."""
        return [getattr(e, body) for e in self.news()
                if e.WhichOneof("body") == body]

    def heard(self):
        """The news in words: "page", "notice SHIFT_DAY", "feedback SEEN"."""
        return [words_of(event) for event in self.news()]

    # --- what people do -----------------------------------------------------

    def refer(self, reference, **fields):
        """A referral of level U2, unless the fields say otherwise."""
        return self.client.submit(referral(reference, **fields))

    def ack(self, page):
        return verdict(self.client.act("ACKNOWLEDGE", page))

    def close_alert(self, page):
        return verdict(self.client.act("CLOSE", page,
                                       outcome=stream.OUTCOME_REFERRED))

    def act(self, verb, alert, **fields):
        return self.client.ask(alert_action=wire.AlertAction(
            verb=wire.AlertVerb.Value("ALERT_VERB_" + verb), alert=alert.alert,
            generation=alert.generation, **fields)).alert_action_result

    def show(self, alert):
        return self.client.ask(show=wire.Show(
            id=getattr(alert, "alert", alert))).alert_detail


def verdict(result):
    return name_of(stream.AckVerdict, result.verdict)


def words_of(event):
    body = event.WhichOneof("body")
    if body == "notice":
        return "notice " + name_of(stream.NoticeCode, event.notice.code)
    if body == "feedback":
        return "feedback " + name_of(stream.FeedbackState,
                                     event.feedback.state)
    if body == "digest":
        return "digest " + name_of(stream.DigestKind, event.digest.kind)
    if body == "page" and event.page.cause == stream.ALERT_CAUSE_DRILL:
        return "drill"
    return body


def alert_of(person, receipt):
    """The alert of a message, by its id."""
    detail = person.client.ask(show=wire.Show(id=receipt.id)).message_detail
    return person.show(detail.alert)


def called(detail, step=None):
    """Who was called, in the order of the pages."""
    return sorted(p.person for p in detail.pages
                  if step is None or p.step == step)


def clear(person, keep=None):
    """Everybody's alerts are closed: nothing pages when time goes on."""
    for alert in list(person.client.alerts()):
        if alert.alert == keep:
            continue
        person.client.act("TAKEOVER", alert.alert, alert.generation)
        person.client.act("CLOSE", alert.alert, alert.generation,
                          stream.OUTCOME_REFERRED)
    person.news()
