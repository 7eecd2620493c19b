/* ical -- see ical.h */
#include "ical.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#define FOLD 75 /* octets of a line, without its end */

struct folding {
    FILE *out;
    size_t column;
};

static bool
continues(char octet)
{
    return ((unsigned char)octet & 0xC0U) == 0x80U;
}

/* One character, whole: a reader that unfolds by lines of UTF-8 must find
 * none divided. */
static void
character_put(struct folding *folding, const char *octets, size_t n)
{
    if (folding->column + n > FOLD) {
        (void)fputs("\r\n ", folding->out);
        folding->column = 1;
    }
    (void)fwrite(octets, 1, n, folding->out);
    folding->column += n;
}

static void
text_put(struct folding *folding, const char *text, bool escapes)
{
    while (*text != '\0') {
        size_t n = 1;

        while (continues(text[n]))
            n++;
        if (escapes && strchr("\\;,", *text) != NULL) {
            const char escaped[2] = {'\\', *text};

            character_put(folding, escaped, sizeof escaped);
        } else if (escapes && *text == '\n') {
            character_put(folding, "\\n", 2);
        } else if (*text != '\r') {
            character_put(folding, text, n);
        }
        text += n;
    }
}

static void
line_put(FILE *out, const char *name, const char *value, bool escapes)
{
    struct folding folding = {.out = out};

    text_put(&folding, name, false);
    text_put(&folding, ":", false);
    text_put(&folding, value, escapes);
    (void)fputs("\r\n", out);
}

void
ical_line(FILE *out, const char *name, const char *value)
{
    line_put(out, name, value, true);
}

static void
time_put(FILE *out, const char *name, int64_t at_us)
{
    time_t at_s = (time_t)(at_us / 1000000);
    struct tm utc;
    char text[32] = "";

    if (gmtime_r(&at_s, &utc) != NULL)
        (void)strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc);
    line_put(out, name, text, false);
}

void
ical_begin(FILE *out, const char *calendar_name)
{
    line_put(out, "BEGIN", "VCALENDAR", false);
    line_put(out, "VERSION", "2.0", false);
    ical_line(out, "PRODID", "-//Loket//loket " LOKET_VERSION "//EN");
    line_put(out, "CALSCALE", "GREGORIAN", false);
    line_put(out, "METHOD", "PUBLISH", false);
    ical_line(out, "X-WR-CALNAME", calendar_name);
}

void
ical_shift_write(FILE *out, const struct ical_shift *shift)
{
    char uid[256];

    (void)snprintf(uid, sizeof uid, "%lld.%s.%s@loket",
                   (long long)(shift->start_us / 1000000), shift->roster,
                   shift->person);
    line_put(out, "BEGIN", "VEVENT", false);
    ical_line(out, "UID", uid);
    time_put(out, "DTSTAMP", shift->made_us);
    time_put(out, "DTSTART", shift->start_us);
    time_put(out, "DTEND", shift->end_us);
    ical_line(out, "SUMMARY", shift->summary);
    line_put(out, "TRANSP", "OPAQUE", false);
    line_put(out, "END", "VEVENT", false);
}

void
ical_end(FILE *out)
{
    line_put(out, "END", "VCALENDAR", false);
}
