/* online -- see online.h */
#include "link/online.h"

#include <string.h>

static const struct online_site sites[] = {
    {"instagram", "instagram.com instagr.am", "instagram insta ig",
     ONLINE_NAME},
    {"facebook", "facebook.com fb.com fb.me m.me", "facebook fb messenger",
     ONLINE_NAME},
    {"snapchat", "snapchat.com", "snapchat snap sc", ONLINE_NAME},
    {"telegram", "t.me telegram.me telegram.org", "telegram tg", ONLINE_NAME},
    {"tiktok", "tiktok.com", "tiktok tt", ONLINE_NAME},
    {"x", "x.com twitter.com", "x twitter", ONLINE_NAME},
    {"onlyfans", "onlyfans.com", "onlyfans of", ONLINE_NAME},
    {"linkedin", "linkedin.com", "linkedin", ONLINE_NAME},
    {"youtube", "youtube.com", "youtube yt", ONLINE_NAME},
    {"threads", "threads.net", "threads", ONLINE_NAME},
    {"vk", "vk.com", "vk vkontakte", ONLINE_NAME},
    {"discord", "", "discord", ONLINE_NAME},
    {"signal", "", "signal", ONLINE_NAME},
    {"skype", "", "skype", ONLINE_NAME},
    {"viber", "", "viber", ONLINE_NAME},
    {"wechat", "", "wechat weixin", ONLINE_NAME},
    {"whatsapp", "wa.me whatsapp.com", "whatsapp wa app", ONLINE_PHONE},
    {"marktplaats", "marktplaats.nl", "marktplaats mp", ONLINE_ADS},
    {"2dehands", "2dehands.be", "2dehands tweedehands", ONLINE_ADS},
    {"speurders", "speurders.nl", "speurders", ONLINE_ADS},
    {"sexjobs", "sexjobs.nl", "sexjobs", ONLINE_ADS},
    {"kinky", "kinky.nl", "kinky", ONLINE_ADS},
    {"redlights", "redlights.be", "redlights", ONLINE_ADS},
};

static bool
among(const char *list, const char *word, size_t n)
{
    while (*list != '\0') {
        size_t one = strcspn(list, " ");

        if (one == n && memcmp(list, word, n) == 0)
            return true;
        list += one + (list[one] == ' ' ? 1 : 0);
    }
    return false;
}

const struct online_site *
online_by_host(const char *host)
{
    /* nl-nl.facebook.com, api.whatsapp.com: by what remains at a dot */
    for (const char *from = host; from != NULL; from = strchr(from, '.')) {
        if (*from == '.')
            from++;
        for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++) {
            if (among(sites[i].hosts, from, strlen(from)))
                return &sites[i];
        }
    }
    return NULL;
}

const struct online_site *
online_by_word(const char *word, size_t n)
{
    for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++) {
        if (among(sites[i].words, word, n))
            return &sites[i];
    }
    return NULL;
}

const char *
online_platform(size_t i)
{
    for (size_t at = 0; at < sizeof sites / sizeof sites[0]; at++) {
        if (sites[at].way == ONLINE_NAME && i-- == 0)
            return sites[at].name;
    }
    return NULL;
}
