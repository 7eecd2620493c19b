/* url -- a URL in parts; see online.h */
#include <string.h>

#include "link/fold.h"
#include "link/online.h"

/* Parameters that say how somebody came, not what is there. */
static const char *const tracking[] = {
    "utm_", "fbclid", "gclid", "igsh", "mc_",    "msclkid", "yclid", "_ga",
    "ref",  "source", "si=",   "hl=",  "locale", "lang",    "share",
};

static int
hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* In place; answers whether anything was. */
static bool
decode_percent(char *text)
{
    bool ever = false;
    char *to = text;

    for (const char *from = text; *from != '\0'; from++) {
        int high = *from == '%' ? hex(from[1]) : -1;
        int low = high < 0 ? -1 : hex(from[2]);

        if (low < 0 || high * 16 + low == 0) {
            *to++ = *from;
            continue;
        }
        *to++ = (char)(high * 16 + low);
        from += 2;
        ever = true;
    }
    *to = '\0';
    return ever;
}

static void
drop_spaces(char *text)
{
    char *to = text;

    for (const char *from = text; *from != '\0'; from++) {
        if (*from != ' ')
            *to++ = *from;
    }
    *to = '\0';
}

/* What was encoded twice is the same thing too, and folding may show what is
 * encoded (a wide %), decoding what is to be folded: until nothing is left,
 * which each time round is less. */
static void
clear_url(const char *value, char out[URL_BYTES])
{
    char decoded[URL_BYTES];
    size_t n = strnlen(value, sizeof decoded - 1);

    memcpy(out, value, n);
    out[n] = '\0';
    do {
        memcpy(decoded, out, URL_BYTES);
        (void)fold_text(decoded, out, URL_BYTES);
        drop_spaces(out);
    } while (decode_percent(out));
}

static bool
tracks(const char *parameter)
{
    for (size_t i = 0; i < sizeof tracking / sizeof tracking[0]; i++) {
        if (strncmp(parameter, tracking[i], strlen(tracking[i])) == 0)
            return true;
    }
    return false;
}

static void
keep_query(const char *query, char *out)
{
    size_t n = 0;

    while (*query != '\0') {
        size_t one = strcspn(query, "&;");

        if (one > 0 && !tracks(query)) {
            if (n > 0)
                out[n++] = '&';
            memcpy(out + n, query, one);
            n += one;
        }
        query += one + (query[one] != '\0' ? 1 : 0);
    }
    out[n] = '\0';
}

/* Behind the scheme, if there is one. */
static const char *
after_scheme(const char *text)
{
    const char *colon = strstr(text, "://");

    if (colon != NULL && strcspn(text, "/?#") > (size_t)(colon - text))
        return colon + 3;
    return text + strspn(text, "/");
}

static void
keep_host(const char *from, size_t n, char *out)
{
    static const char *const drop[] = {"www.", "m.", "mobile.", "nl."};

    for (size_t i = 0; i < n; i++) {
        if (from[i] == '@') { /* user:password@ */
            from += i + 1;
            n -= i + 1;
            i = (size_t)-1;
        }
    }
    for (size_t i = 0; i < sizeof drop / sizeof drop[0];) {
        size_t one = strlen(drop[i]);

        if (n > one && memcmp(from, drop[i], one) == 0 &&
            memchr(from + one, '.', n - one) != NULL) {
            from += one;
            n -= one;
            i = 0;
        } else {
            i++;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (from[i] == ':')
            n = i;
    }
    while (n > 0 && from[n - 1] == '.')
        n--;
    memcpy(out, from, n);
    out[n] = '\0';
}

bool
url_is_host(const char *host)
{
    const char *last = strrchr(host, '.');

    for (const char *c = host; *c != '\0'; c++) {
        bool ascii = (unsigned char)*c < 0x80;

        if (ascii &&
            strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", *c) == NULL)
            return false;
        if (*c == '.' && (c == host || c[1] == '.' || c[1] == '\0'))
            return false;
    }
    return last != NULL && strlen(last) > 2;
}

bool
url_read(const char *value, struct url *out)
{
    char folded[URL_BYTES], asked[URL_BYTES];

    clear_url(value, folded);

    const char *host = after_scheme(folded);
    size_t host_n = strcspn(host, "/?#");
    const char *path = host + host_n;
    size_t path_n = strcspn(path, "?#");
    const char *query = path + path_n;
    size_t query_n = *query == '?' ? strcspn(query + 1, "#") : 0;

    keep_host(host, host_n, out->host);
    if (!url_is_host(out->host))
        return false;
    while (path_n > 0 && *path == '/') {
        path++;
        path_n--;
    }
    while (path_n > 0 && path[path_n - 1] == '/')
        path_n--;
    memcpy(out->path, path, path_n);
    out->path[path_n] = '\0';

    memcpy(asked, query_n > 0 ? query + 1 : query, query_n);
    asked[query_n] = '\0';
    keep_query(asked, out->query);
    return true;
}
