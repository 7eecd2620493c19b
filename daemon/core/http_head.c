/* http_head -- see http_head.h */
#include "core/http_head.h"

#include <stdbool.h>
#include <string.h>

#define VERSION       "HTTP/1."
#define VERSION_BYTES (sizeof VERSION) /* and one digit */

/* Part of the bytes. */
struct span {
    const uint8_t *at;
    size_t n;
};

static bool
is_token(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') ||
           (byte != 0 && strchr("!#$%&'*+-.^_`|~", byte) != NULL);
}

static bool
is_visible(uint8_t byte)
{
    return byte > ' ' && byte < 0x7f;
}

/* The bytes up to CR LF, and *rest behind it; false: there is none. */
static bool
next_line(struct span *rest, struct span *line)
{
    const uint8_t *cr = memchr(rest->at, '\r', rest->n);
    size_t n = cr == NULL ? 0 : (size_t)(cr - rest->at);

    if (cr == NULL || n + 2 > rest->n || cr[1] != '\n')
        return false;
    *line = (struct span){.at = rest->at, .n = n};
    rest->at += n + 2;
    rest->n -= n + 2;
    return true;
}

/* Bytes of the line that hold, up to the first that does not. */
static struct span
take_while(struct span *line, bool (*holds)(uint8_t byte))
{
    struct span taken = {.at = line->at};

    while (taken.n < line->n && holds(line->at[taken.n]))
        taken.n++;
    line->at += taken.n;
    line->n -= taken.n;
    return taken;
}

static bool
take_byte(struct span *line, uint8_t byte)
{
    if (line->n == 0 || line->at[0] != byte)
        return false;
    line->at++;
    line->n--;
    return true;
}

static bool
is_text(struct span span, const char *text)
{
    return span.n == strlen(text) && memcmp(span.at, text, span.n) == 0;
}

static enum http_verdict
judge_request(struct span line, const char *path)
{
    struct span method = take_while(&line, is_token);
    bool spaced = take_byte(&line, ' ');
    struct span target = take_while(&line, is_visible);
    const uint8_t *query = memchr(target.at, '?', target.n);

    if (method.n == 0 || !spaced || target.n == 0 || !take_byte(&line, ' ') ||
        line.n != VERSION_BYTES ||
        memcmp(line.at, VERSION, VERSION_BYTES - 1) != 0 ||
        line.at[VERSION_BYTES - 1] < '0' || line.at[VERSION_BYTES - 1] > '9')
        return HTTP_BAD;
    if (query != NULL)
        target.n = (size_t)(query - target.at);
    if (!is_text(target, path))
        return HTTP_NOT_FOUND;
    return is_text(method, "GET") ? HTTP_OK : HTTP_NOT_ALLOWED;
}

static bool
is_header(struct span line)
{
    struct span name = take_while(&line, is_token);

    if (name.n == 0 || !take_byte(&line, ':'))
        return false;
    for (size_t i = 0; i < line.n; i++)
        if (line.at[i] == 0x7f || (line.at[i] < ' ' && line.at[i] != '\t'))
            return false;
    return true;
}

/* Of a head that may not be complete: HTTP_MORE. */
static enum http_verdict
read_lines(struct span rest, const char *path)
{
    enum http_verdict verdict;
    struct span line;

    if (!next_line(&rest, &line))
        return HTTP_MORE;
    verdict = judge_request(line, path);
    while (verdict != HTTP_BAD) {
        if (!next_line(&rest, &line))
            return HTTP_MORE;
        if (line.n == 0)
            break;
        if (!is_header(line))
            verdict = HTTP_BAD;
    }
    return verdict;
}

enum http_verdict
http_head_read(const uint8_t *bytes, size_t n, const char *path)
{
    struct span all = {.at = bytes,
                       .n = n < HTTP_HEAD_BYTES ? n : HTTP_HEAD_BYTES};
    enum http_verdict verdict = read_lines(all, path);

    return verdict == HTTP_MORE && n >= HTTP_HEAD_BYTES ? HTTP_TOO_LARGE
                                                        : verdict;
}

const char *
http_reason(enum http_verdict verdict)
{
    switch (verdict) {
    case HTTP_OK:
        return "OK";
    case HTTP_NOT_FOUND:
        return "Not Found";
    case HTTP_NOT_ALLOWED:
        return "Method Not Allowed";
    case HTTP_TOO_LARGE:
        return "Request Header Fields Too Large";
    case HTTP_BAD:
    case HTTP_MORE:
        break;
    }
    return "Bad Request";
}
