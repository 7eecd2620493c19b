/* normalise_online -- one spelling for what is on the net; see normalise.h */
#include <stdio.h>
#include <string.h>

#include "link/normalise.h"
#include "link/online.h"

#define NAME_MIN   3
#define BONES_MIN  4
#define AD_DIGITS  4
#define SITE_MAX   64
#define HANDLE_MAX 470 /* of a handle, bytes */
#define MAIL_MAX   255 /* each side of the @, bytes */

/* In front of a name, or a page that is nobody's. */
static const char *const behind[] = {"add", "in",      "user",   "c",      "s",
                                     "u",   "stories", "people", "channel"};
static const char *const nobodys[] = {
    "p",      "reel",  "reels",  "explore",     "groups",    "events",
    "watch",  "pages", "share",  "video",       "hashtag",   "joinchat",
    "search", "i",     "photo",  "marketplace", "profile",   "photo.php",
    "login",  "home",  "shorts", "send",        "story.php", "permalink.php",
};
static const char *const nobodys_mail[] = {
    "noreply", "no-reply", "onbekend", "unknown", "geen", "nvt", "test",
};

static bool
among(const char *const *list, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(list[i], word) == 0)
            return true;
    }
    return false;
}

#define AMONG(list, word) among(list, sizeof(list) / sizeof(list)[0], word)

static enum rc
put_phone(const char *value, struct normal *out)
{
    char phone[PHONE_BYTES];

    if (normalise_phone(value, "", phone) != RC_OK)
        return RC_INVALID;
    out->kind = LINK_PHONE;
    memcpy(out->text, phone, sizeof phone);
    return RC_OK;
}

/* No spaces and nothing in front or behind that is part of no name. */
static enum rc
put_handle(const char *platform, const char *name, struct normal *out)
{
    char bare[NORMAL_BYTES];
    size_t n = 0;

    for (; *name != '\0'; name++) {
        bool edge = n == 0 && strchr("._-~&=+%#", *name) != NULL;

        if (!edge && strchr(" @:/\\\"'()[]<>,;!?*|", *name) == NULL)
            bare[n++] = *name;
    }
    while (n > 0 && strchr("._-~&=+%#", bare[n - 1]) != NULL)
        n--;
    bare[n] = '\0';
    if (n < NAME_MIN || n > HANDLE_MAX || fold_unknown(bare))
        return RC_INVALID;
    out->kind = LINK_HANDLE;
    (void)snprintf(out->text, sizeof out->text, "%.32s:%.470s", platform, bare);
    return RC_OK;
}

/* The first part of a path that may be a name. */
static bool
name_in_path(const struct url *url, char *name, size_t cap)
{
    const char *at = url->path;

    if (strncmp(at, "profile.php", 11) == 0 &&
        strncmp(url->query, "id=", 3) == 0) {
        (void)snprintf(name, cap, "%.*s", (int)strcspn(url->query + 3, "&"),
                       url->query + 3);
        return *name != '\0';
    }
    do {
        size_t n = strcspn(at, "/");

        (void)snprintf(name, cap, "%.*s", (int)n, at);
        at += n + (at[n] == '/' ? 1 : 0);
    } while (*at != '\0' && AMONG(behind, name));
    return *name != '\0' && *name != '+' && !AMONG(nobodys, name);
}

static void
longest_digits(const char *text, const char **from, size_t *n)
{
    for (; *text != '\0'; text++) {
        size_t one = strspn(text, "0123456789");

        if (one >= AD_DIGITS && one >= *n) {
            *from = text;
            *n = one;
        }
        if (one > 0)
            text += one - 1;
    }
}

static enum rc
put_ad(const char *site, const char *id, struct normal *out)
{
    const char *digits = id;
    size_t n = 0;

    longest_digits(id, &digits, &n);
    if (n == 0 || n > NORMAL_BYTES / 2 || strlen(site) > SITE_MAX)
        return RC_INVALID;
    out->kind = LINK_AD;
    (void)snprintf(out->text, sizeof out->text, "%.64s:%.*s", site, (int)n,
                   digits);
    return RC_OK;
}

static enum rc
put_url(const struct url *url, struct normal *out)
{
    bool query = *url->query != '\0', path = *url->path != '\0';

    /* A whole site is no place of anybody. */
    if (!query && !path)
        return RC_INVALID;

    int n = snprintf(out->text, sizeof out->text, "%s/%s%s%s", url->host,
                     url->path, query ? "?" : "", url->query);

    out->kind = LINK_URL;
    return n > 0 && (size_t)n < sizeof out->text ? RC_OK : RC_INVALID;
}

static enum rc
read_url(const char *value, struct normal *out)
{
    struct url url;
    char name[URL_BYTES];

    if (strncmp(value, "tel:", 4) == 0 || strncmp(value, "sms:", 4) == 0)
        return put_phone(value + 4, out);
    if (!url_read(value, &url))
        return RC_INVALID;

    const struct online_site *site = online_by_host(url.host);
    const char *phone = strstr(url.query, "phone=");

    if (site == NULL)
        return put_url(&url, out);
    if (site->way == ONLINE_ADS &&
        (put_ad(site->name, url.path, out) == RC_OK ||
         put_ad(site->name, url.query, out) == RC_OK))
        return RC_OK;
    if (site->way == ONLINE_PHONE && phone != NULL) {
        (void)snprintf(name, sizeof name, "+%.*s",
                       (int)strspn(phone + 6, "+0123456789"), phone + 6);
        return put_phone(name[1] == '+' ? name + 1 : name, out);
    }
    if (site->way == ONLINE_PHONE || url.path[0] == '+') {
        (void)snprintf(name, sizeof name, "+%s",
                       url.path + strspn(url.path, "+"));
        if (put_phone(name, out) == RC_OK)
            return RC_OK;
    }
    if (site->way == ONLINE_NAME && name_in_path(&url, name, sizeof name) &&
        put_handle(site->name, name, out) == RC_OK)
        return RC_OK;
    return put_url(&url, out);
}

static bool
looks_like_url(const char *folded)
{
    const char *dot = strchr(folded, '.');

    return strstr(folded, "://") != NULL || strncmp(folded, "www.", 4) == 0 ||
           (dot != NULL && strchr(dot, '/') != NULL &&
            strchr(folded, ' ') == NULL);
}

/* "name ( at ) host [dot] nl", its spaces first. */
static void
clear_email(const char *text, char *out)
{
    static const struct {
        const char *written;
        char meant;
    } words[] = {
        {"(at)", '@'},  {"[at]", '@'},   {"(dot)", '.'},
        {"[dot]", '.'}, {"(punt)", '.'}, {"[punt]", '.'},
    };
    char bare[NORMAL_BYTES];
    const char *folded = bare;
    size_t n = 0;

    for (; *text != '\0'; text++) {
        if (strchr(" <>\"", *text) == NULL)
            bare[n++] = *text;
    }
    bare[n] = '\0';
    for (n = 0; *folded != '\0'; n++) {
        size_t step = 1;

        out[n] = *folded;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            size_t one = strlen(words[i].written);

            if (strncmp(folded, words[i].written, one) == 0) {
                out[n] = words[i].meant;
                step = one;
            }
        }
        folded += step;
    }
    out[n] = '\0';
}

static enum rc
read_email(const char *text, struct normal *out)
{
    char clear[NORMAL_BYTES], host[NORMAL_BYTES], name[NORMAL_BYTES];
    const char *folded = clear;
    size_t n = 0;

    clear_email(text, clear);

    const char *at = strrchr(folded, '@');

    if (strncmp(folded, "mailto:", 7) == 0)
        folded += 7;
    if (at == NULL || at <= folded || strchr(at, '.') == NULL)
        return RC_INVALID;
    (void)snprintf(host, sizeof host, "%s", at + 1);
    for (size_t h = strlen(host); h > 0 && host[h - 1] == '.';)
        host[--h] = '\0';
    if (strcmp(host, "googlemail.com") == 0)
        memcpy(host, "gmail.com", 10);

    bool dots = strcmp(host, "gmail.com") != 0;

    for (; folded < at && *folded != '+'; folded++) {
        if (dots || *folded != '.')
            name[n++] = *folded;
    }
    name[n] = '\0';
    /* RFC 5322 3.2.3: what no name has, unless it is quoted */
    if (n == 0 || n > MAIL_MAX || strlen(host) > MAIL_MAX ||
        !url_is_host(host) || strpbrk(name, "()[]:;,@\\") != NULL ||
        AMONG(nobodys_mail, name))
        return RC_INVALID;
    out->kind = LINK_EMAIL;
    (void)snprintf(out->text, sizeof out->text, "%.255s@%.255s", name, host);
    return RC_OK;
}

/* "insta: name", "name (snapchat)" is not read: a name may be anything. */
static enum rc
read_handle(const char *folded, struct normal *out)
{
    size_t n = strcspn(folded, ": @");
    const struct online_site *site =
        folded[n] != '\0' ? online_by_word(folded, n) : NULL;

    if (looks_like_url(folded))
        return read_url(folded, out);
    if (site != NULL && site->way == ONLINE_PHONE)
        return put_phone(folded + n + 1, out);
    if (site != NULL)
        return put_handle(site->name, folded + n, out);
    if (strchr(folded, '@') > folded && read_email(folded, out) == RC_OK)
        return RC_OK;
    return put_handle("", folded, out);
}

static enum rc
read_ad(const char *folded, struct normal *out)
{
    char site[NORMAL_BYTES];
    size_t n = strcspn(folded, ": /");
    const struct online_site *known = online_by_word(folded, n);
    struct url url;

    if (looks_like_url(folded) && url_read(folded, &url)) {
        const struct online_site *there = online_by_host(url.host);

        if (put_ad(there != NULL ? there->name : url.host,
                   *url.path != '\0' ? url.path : url.query, out) == RC_OK)
            return RC_OK;
    }
    (void)snprintf(site, sizeof site, "%.*s", (int)n, folded);
    if (known == NULL && strchr(site, '.') != NULL)
        known = online_by_host(site);
    if (known != NULL)
        return put_ad(known->name, folded + n, out);
    if (folded[n] == ':' &&
        (strpbrk(site, "0123456789") == NULL || url_is_host(site)))
        return put_ad(site, folded + n, out);
    return put_ad("", folded, out);
}

enum rc
normalise_online(enum identifier_type type, const char *value,
                 struct normal *out)
{
    char folded[NORMAL_BYTES];

    (void)fold_text(value, folded, sizeof folded);
    switch (type) {
    case IDENTIFIER_HANDLE:
        return read_handle(folded, out);
    case IDENTIFIER_URL:
        return read_url(value, out);
    case IDENTIFIER_AD_ID:
        return read_ad(folded, out);
    case IDENTIFIER_EMAIL:
        return read_email(folded, out);
    case IDENTIFIER_NONE:
    case IDENTIFIER_PHONE:
    case IDENTIFIER_PLATE:
    case IDENTIFIER_ALIAS:
    case IDENTIFIER_BAG:
        break;
    }
    return RC_INVALID;
}

enum rc
normalise_skeleton(const char *handle, char *out, size_t cap)
{
    const char *name = strchr(handle, ':');
    size_t n = 0;

    for (name = name == NULL ? handle : name + 1; *name != '\0'; name++) {
        if (strchr("._-", *name) != NULL)
            continue;
        if (n + 1 >= cap)
            return RC_INVALID;
        out[n++] = *name;
    }
    while (n > 0 && out[n - 1] >= '0' && out[n - 1] <= '9')
        n--;
    out[n] = '\0';
    return n < BONES_MIN ? RC_INVALID : RC_OK;
}
