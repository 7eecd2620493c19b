/* text -- see text.h */
#include "text.h"

#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PATH_BYTES 4096

#ifndef LOKET_LOCALEDIR
#define LOKET_LOCALEDIR "/usr/local/share/locale"
#endif

/* What the user asked for, by the rules of locale(7). */
static const char *
language_asked(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && value[0] != '\0')
            return value;
    }
    return "C";
}

/* A program that runs where it was built has its catalogues beside it. */
static const char *
folder_of_catalogues(char beside[PATH_BYTES])
{
    const char *named = getenv("LOKET_LOCALEDIR");
    ssize_t n;
    char *slash;

    if (named != NULL)
        return named;
    n = readlink("/proc/self/exe", beside, PATH_BYTES - sizeof "/locale");
    if (n <= 0 || (size_t)n >= PATH_BYTES - sizeof "/locale")
        return LOKET_LOCALEDIR;
    beside[n] = '\0';
    if ((slash = strrchr(beside, '/')) == NULL)
        return LOKET_LOCALEDIR;
    memcpy(slash, "/locale", sizeof "/locale");
    return access(beside, R_OK | X_OK) == 0 ? beside : LOKET_LOCALEDIR;
}

void
text_setup(void)
{
    const char *asked = language_asked();
    char beside[PATH_BYTES];

    /* gettext translates nothing while the locale is "C".  A Debian without
     * nl_NL.UTF-8 generated still has C.UTF-8, and with that the language can
     * be named by LANGUAGE. */
    if (setlocale(LC_CTYPE, "") == NULL)
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    if (setlocale(LC_MESSAGES, "") == NULL &&
        setlocale(LC_MESSAGES, "C.UTF-8") != NULL &&
        strncmp(asked, "C", 1) != 0 && strcmp(asked, "POSIX") != 0)
        (void)setenv("LANGUAGE", asked, 0);
    (void)bindtextdomain("loket", folder_of_catalogues(beside));
    (void)bind_textdomain_codeset("loket", "UTF-8");
    (void)textdomain("loket");
}

static const struct word {
    const char *group, *word, *text;
} words[] = {
    {"level", "u1", N_("U1 emergency")},
    {"level", "u2", N_("U2 crisis")},
    {"level", "u3", N_("U3 regular")},
    {"level", "u4", N_("U4 consultation")},
    {"level", "u4b", N_("U4B picture")},
    {"group", "undetermined", N_("undetermined")},
    {"cause", "drill", N_("OEFENING (drill)")},
    {"cause", "clock", N_("the desk's clock is behind")},
    {"cause", "roster", N_("a hole in a roster is near")},
    {"cause", "invariant", N_("the desk would have forgotten an alert")},
    {"cause", "disk", N_("the desk's disk is full, it takes nothing new")},
    {"cause", "place",
     N_("a place in a shelter is asked for, or there is none")},
    {"digest", "daily", N_("of the day")},
    {"digest", "weekly", N_("of the week")},
    {"digest", "handover", N_("at the beginning of your shift")},
    {"swap", "proposed", N_("proposed")},
    {"swap", "applied", N_("applied")},
    {"swap", "declined", N_("declined")},
    {"swap", "withdrawn", N_("withdrawn")},
    {"referral", "open", N_("open")},
    {"referral", "accepted", N_("accepted")},
    {"referral", "offered", N_("offered")},
    {"referral", "closed", N_("closed")},
    {"facility", "emergency", N_("emergency bed")},
    {"facility", "crisis", N_("crisis bed")},
    {"facility", "regular", N_("regular place")},
    {"facility", "cosm", N_("COSM place")},
    {"facility", "multi_problem", N_("multi-problem")},
    {"facility", "72_hours", N_("72 hours")},
    {"facility", "other", N_("other")},
    {"placement", "requested", N_("asked for")},
    {"placement", "reserved", N_("reserved")},
    {"placement", "placed", N_("placed")},
    {"placement", "released", N_("left")},
    {"placement", "cancelled", N_("cancelled")},
    {"placement", "expired", N_("expired")},
    {"placement", "out_of_service", N_("out of service")},
    {"shelter_warning", "women_only", N_("for women only")},
    {"shelter_warning", "men_only", N_("for men only")},
    {"shelter_warning", "no_children", N_("it takes no children")},
    {"shelter_warning", "not_shielded",
     N_("its address is not shielded, and that is needed")},
    {"phase", "spotted", N_("spotted")},
    {"phase", "passed_on", N_("passed on")},
    {"phase", "sheltered", N_("sheltered")},
    {"phase", "guided", N_("guided")},
    {"phase", "return", N_("on the way back")},
    {"phase", "aftercare", N_("aftercare")},
    {"track", "help", N_("help")},
    {"track", "criminal", N_("criminal case")},
    {"track", "aliens", N_("aliens law")},
    {"track_status", "running", N_("runs")},
    {"track_status", "waiting", N_("waits")},
    {"track_status", "done", N_("done")},
    {"track_status", "ended", N_("ended before its time")},
    {"task_kind", "needs", N_("take stock of needs")},
    {"task_kind", "guidance", N_("guidance")},
    {"task_kind", "legal", N_("legal help")},
    {"task_kind", "medical", N_("medical help")},
    {"task_kind", "shelter", N_("shelter")},
    {"task_kind", "return", N_("return")},
    {"task_kind", "first_contact", N_("first contact with the police")},
    {"task_kind", "expertise", N_("look along")},
    {"task_kind", "case_meeting", N_("case meeting")},
    {"task_kind", "other", N_("something else")},
    {"task", "asked", N_("asked")},
    {"task", "accepted", N_("accepted")},
    {"task", "declined", N_("declined")},
    {"task", "done", N_("done")},
    {"task", "withdrawn", N_("withdrawn")},
    {"term", "running", N_("runs")},
    {"term", "exceeded", N_("EXCEEDED")},
    {"term", "met", N_("met")},
    {"term", "late", N_("met too late")},
    {"term", "ended", N_("stopped")},
    {"decision", "reported", N_("reported to the police")},
    {"decision", "cooperation", N_("another cooperation")},
    {"decision", "none", N_("neither: guidance to return")},
    {"timeline", "referral", N_("the referral")},
    {"timeline", "follow_up", N_("to be followed up")},
    {"timeline", "task_asked", N_("a partner was asked")},
    {"timeline", "task_answered", N_("the partner answered")},
    {"timeline", "task_done", N_("the partner was done")},
    {"timeline", "term_start", N_("a term began")},
    {"timeline", "term_end", N_("end of a term")},
    {"timeline", "term_ended", N_("a term was met or stopped")},
    {"timeline", "placement", N_("placed")},
    {"timeline", "double_intake", N_("another intake")},
    {"kind", "signal", N_("signal")},
    {"kind", "referral", N_("referral")},
    {"kind", "advice", N_("advice request")},
    {"kind", "bottleneck", N_("bottleneck")},
    {"kind", "withdrawal", N_("withdrawal")},
    {"state", "received", N_("received")},
    {"state", "held", N_("held")},
    {"state", "paging", N_("calling")},
    {"state", "acked", N_("acknowledged")},
    {"state", "closed", N_("closed")},
    {"feedback", "received", N_("received")},
    {"feedback", "forwarded", N_("forwarded to a coordinator")},
    {"feedback", "seen", N_("seen by a coordinator")},
    {"feedback", "in_progress", N_("in progress")},
    {"feedback", "closed", N_("closed")},
    {"feedback", "not_seen_yet", N_("not seen yet")},
    {"feedback", "version_applied", N_("your change is applied")},
    {"feedback", "version_not_applied", N_("your change is not applied")},
    {"feedback", "note_match", N_("it may match another signal")},
    {"feedback", "note_none", N_("nothing to tell")},
    {"feedback", "duplicate", N_("you told this before")},
    {"feedback", "term_exceeded",
     N_("it takes longer than promised, we are sorry")},
    {"content", "bundle_summary", N_("summary")},
    {"content", "address_note", N_("address note")},
    {"bottleneck", "new", N_("new")},
    {"bottleneck", "open", N_("being worked on")},
    {"bottleneck", "structural", N_("structural, for the municipality")},
    {"bottleneck", "solved", N_("solved")},
    {"bottleneck", "dropped", N_("dropped")},
    {"category", "shelter", N_("shelter")},
    {"category", "follow_on_housing", N_("follow-on housing")},
    {"category", "cooperation", N_("cooperation")},
    {"category", "information", N_("information")},
    {"category", "law", N_("law")},
    {"category", "capacity", N_("capacity")},
    {"category", "other", N_("other")},
    {"case", "kept", N_("kept")},
    {"case", "open", N_("open")},
    {"case", "closed", N_("closed")},
    {"case", "withdrawn", N_("withdrawn")},
    {"match", "municipality", N_("municipality")},
    {"match", "postcode_4", N_("digits of the postcode")},
    {"match", "postcode_6", N_("postcode")},
    {"match", "building", N_("house number")},
    {"match", "dwelling", N_("dwelling")},
    {"match", "identifier", N_("identifier")},
    {"match", "identifier_nearly", N_("nearly the identifier")},
    {"match", "identifier_part", N_("part of an identifier")},
    {"match", "indicators", N_("indicators")},
    {"match", "form", N_("form")},
    {"match", "words", N_("words of the text")},
    {"tie", "contact", N_("contact")},
    {"tie", "vehicle", N_("vehicle")},
    {"tie", "place", N_("place")},
    {"tie", "person", N_("person")},
    {"tie", "kind", N_("kind")},
    {"tie", "time", N_("time")},
    {"tie", "text", N_("text")},
    {"said", "together", N_("they belong together by")},
    {"said", "separate", N_("they do not belong together by")},
    {"said", "unsure", N_("somebody was unsure in")},
    {"decided", "combine", N_("together")},
    {"decided", "split", N_("split off")},
    {"decided", "separate", N_("not together")},
    {"decided", "unsure", N_("unsure")},
    {"flag", "oversize", N_("it is so big that more evidence was asked")},
    {"flag", "bridge", N_("one link holds two halves together")},
    {"flag", "burst", N_("one source told much of it in a day")},
    {"flag", "common", N_("it is held together by what many have")},
    {"flag", "split_tie", N_("it is tied to what is kept apart from it")},
    {"flag", "stale", N_("too much changed at once to look at it again")},
    {"review", "possible", N_("do they belong together?")},
    {"review", "provisional", N_("they were linked: is that right?")},
    {"review", "split_tie", N_("it ties what is kept apart")},
    {"epoch", "in_force", N_("in force")},
    {"epoch", "building", N_("being built")},
    {"epoch", "ready", N_("ready")},
    {"outcome", "referred", N_("referred to care")},
    {"outcome", "sheltered", N_("sheltered")},
    {"outcome", "no_trafficking", N_("no human trafficking")},
    {"outcome", "insufficient", N_("not enough to act on")},
    {"outcome", "passed_on", N_("passed on")},
    {"outcome", "expired", N_("expired")},
    {"role", "submitter", N_("submitter")},
    {"role", "coordinator", N_("coordinator")},
    {"role", "desk_manager", N_("desk manager")},
    {"role", "operator", N_("operator")},
    {"role", "auditor", N_("auditor")},
    {"role", "statistics", N_("statistics")},
    {"strength", "strong", N_("strong")},
    {"strength", "medium", N_("medium")},
    {"strength", "weak", N_("weak")},
    {"strength", "none", N_("none")},
    {"refusal", "malformed",
     N_("is not one JSON object on one line, in UTF-8")},
    {"refusal", "too_large", N_("is too large")},
    {"refusal", "unknown_field", N_("is not a known field")},
    {"refusal", "duplicate_field", N_("is given twice")},
    {"refusal", "bad_text", N_("holds characters that are not allowed")},
    {"refusal", "required", N_("is missing")},
    {"refusal", "invalid", N_("has the wrong form")},
    {"refusal", "unknown_code", N_("is not a known code")},
    {"refusal", "out_of_range", N_("is outside the allowed range")},
    {"refusal", "too_long", N_("is too long")},
    {"refusal", "too_many", N_("has too many entries")},
    {"refusal", "in_future", N_("lies in the future")},
    {"refusal", "too_old", N_("lies too far in the past")},
    {"refusal", "bsn", N_("holds a citizen service number; leave it out")},
    {"refusal", "conflict", N_("is in use already for something else")},
    {"refusal", "denied", N_("is not allowed for your role")},
    {"refusal", "not_found", N_("is not known, or not yours")},
    {"refusal", "version",
     N_("speaks another version than the desk; update this client")},
    {"refusal", "unavailable", N_("cannot be done by the desk now; try later")},
    {"refusal", "not_greeted", N_("came before the greeting")},
};

const char *
text_word(const char *group, const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].group, group) == 0 &&
            strcmp(words[i].word, word) == 0)
            return gettext(words[i].text);
    }
    return word;
}

const char *
text_of(const struct text_row rows[], size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].word, word) == 0)
            return gettext(rows[i].text);
    return word;
}

const char *
text_code(const char *written, char out[TEXT_CODE_BYTES])
{
    size_t n = 0;

    for (; written[n] != '\0' && n < TEXT_CODE_BYTES - 1; n++)
        out[n] =
            written[n] == '-' ? '_' : (char)tolower((unsigned char)written[n]);
    out[n] = '\0';
    return out;
}

const char *
text_time(int64_t at_us, char out[TEXT_TIME_BYTES])
{
    time_t at_s = (time_t)(at_us / 1000000);
    struct tm local;

    if (at_us == 0 || localtime_r(&at_s, &local) == NULL ||
        strftime(out, TEXT_TIME_BYTES, "%Y-%m-%d %H:%M:%S", &local) == 0)
        (void)snprintf(out, TEXT_TIME_BYTES, "-");
    return out;
}

const char *
text_instant(int64_t at_us, char out[TEXT_TIME_BYTES])
{
    time_t at_s = (time_t)(at_us / 1000000);
    struct tm local;
    long minutes;

    if (localtime_r(&at_s, &local) == NULL ||
        strftime(out, TEXT_TIME_BYTES, "%Y-%m-%dT%H:%M:%S", &local) == 0) {
        (void)snprintf(out, TEXT_TIME_BYTES, "-");
        return out;
    }
    minutes = labs(local.tm_gmtoff) / 60;
    (void)snprintf(out + strlen(out), TEXT_TIME_BYTES - strlen(out),
                   "%c%02ld:%02ld", local.tm_gmtoff < 0 ? '-' : '+',
                   minutes / 60, minutes % 60);
    return out;
}
