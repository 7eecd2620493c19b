/* lines -- see lines.h */
#include "lines.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

bool
lines_ready(const struct lines *lines)
{
    struct pollfd fd = {.fd = lines->fd, .events = POLLIN};

    return lines->ended || memchr(lines->text, '\n', lines->n) != NULL ||
           poll(&fd, 1, 0) != 0;
}

/* Reads what there is, at least a byte; false at the end. */
static bool
read_more(struct lines *lines)
{
    ssize_t got;

    if (lines->ended || lines->n == sizeof lines->text)
        return false;
    do {
        got = read(lines->fd, lines->text + lines->n,
                   sizeof lines->text - lines->n);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        lines->error = got < 0 ? errno : 0;
        lines->ended = true;
        return false;
    }
    lines->n += (size_t)got;
    return true;
}

static void
drop(struct lines *lines, size_t n)
{
    memmove(lines->text, lines->text + n, lines->n - n);
    lines->n -= n;
}

/* The length of the next line without its end, LINE_BYTES + 1 when it is
 * longer (the rest is read past).  *taken is what to drop, 0 at the end. */
static size_t
next_line(struct lines *lines, size_t *taken)
{
    const char *end = memchr(lines->text, '\n', lines->n);

    while (end == NULL && read_more(lines))
        end = memchr(lines->text, '\n', lines->n);
    if (end != NULL) {
        *taken = (size_t)(end - lines->text) + 1;
        return *taken - 1;
    }
    *taken = lines->n;
    if (lines->n <= LINE_BYTES)
        return lines->n;
    do {
        lines->n = 0;
        if (!read_more(lines))
            break;
        end = memchr(lines->text, '\n', lines->n);
    } while (end == NULL);
    *taken = end == NULL ? lines->n : (size_t)(end - lines->text) + 1;
    return LINE_BYTES + 1;
}

static bool
is_blank(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r')
            return false;
    }
    return true;
}

/* People write one object over several lines: is that all there is? */
static json_t *
whole_file(struct lines *lines)
{
    while (read_more(lines))
        continue;
    if (lines->n > LINE_BYTES)
        return NULL;

    json_t *object =
        json_loadb(lines->text, lines->n, JSON_REJECT_DUPLICATES, NULL);

    if (object != NULL)
        lines->n = 0;
    return object;
}

static json_t *
line_read(struct lines *lines, size_t n, size_t *taken)
{
    bool first = !lines->begun;
    json_t *object;

    lines->begun = true;
    if (n > LINE_BYTES)
        return NULL;
    object = json_loadb(lines->text, n, JSON_REJECT_DUPLICATES, NULL);
    if (object == NULL && first && memchr(lines->text, '{', n) != NULL &&
        (object = whole_file(lines)) != NULL)
        *taken = 0;
    return object;
}

enum rc
lines_next(struct lines *lines, json_t **object, struct refusal *why)
{
    for (;;) {
        size_t taken = 0;
        size_t n = next_line(lines, &taken);

        if (taken == 0 && n <= LINE_BYTES)
            return RC_NOT_FOUND;
        lines->number = ++lines->read;
        if (lines->read == 1 && n >= 3 && n <= LINE_BYTES &&
            memcmp(lines->text, "\xef\xbb\xbf", 3) == 0) {
            drop(lines, 3); /* a byte order mark */
            taken -= 3;
            n -= 3;
        }
        if (n <= LINE_BYTES && is_blank(lines->text, n)) {
            drop(lines, taken);
            continue;
        }

        json_t *read = line_read(lines, n, &taken);

        drop(lines, taken);
        if (json_is_object(read)) {
            *object = read;
            return RC_OK;
        }
        json_decref(read);
        refusal_add(why, n > LINE_BYTES ? REFUSAL_TOO_LARGE : REFUSAL_MALFORMED,
                    "%s", "");
        return RC_INVALID;
    }
}
