/* online -- places on the net that have names of people in their addresses. */
#ifndef LINK_ONLINE_H
#define LINK_ONLINE_H

#include <stdbool.h>
#include <stddef.h>

#define URL_BYTES 512

enum online_way {
    ONLINE_NAME = 0, /* /name, /@name, and behind words such as "add" */
    ONLINE_PHONE,    /* /31600000012, ?phone= */
    ONLINE_ADS       /* a number somewhere in the path */
};

struct online_site {
    const char *name;  /* "instagram" */
    const char *hosts; /* "instagram.com instagr.am" */
    const char *words; /* what people call it: "insta ig" */
    enum online_way way;
};

/* online_by_host: NULL: none that is known.  online_by_word: of a word of n
 * bytes. */
const struct online_site *online_by_host(const char *host);
const struct online_site *online_by_word(const char *word, size_t n);

/* online_platform: the names of the places where people have names, by number;
 * NULL: no more. */
const char *online_platform(size_t i);

/* url_is_host: folded: letters, digits and dashes between dots, at least one
 * dot. */
bool url_is_host(const char *host);

/* A URL in parts, each folded; host without "www.", "m." and port; path
 * without the slashes at its ends; query without what only tracks. */
struct url {
    char host[URL_BYTES];
    char path[URL_BYTES];
    char query[URL_BYTES];
};

/* url_read: false: it has no host. */
bool url_read(const char *value, struct url *out);

#endif
