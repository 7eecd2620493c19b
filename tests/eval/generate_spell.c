/* generate_spell -- see generate_spell.h */
#include "generate_spell.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define COUNT(of) (uint32_t)(sizeof(of) / sizeof(of)[0])

#define WRONG_DIGIT  2 /* of 100 */
#define WRONG_LETTER 8

uint32_t
chance_below(struct chance *chance, uint32_t n)
{
    uint64_t z = chance->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ (z >> 31)) % n);
}

bool
chance_of(struct chance *chance, uint32_t percent)
{
    return chance_below(chance, 100) < percent;
}

/* --- telephones --- */

void
invent_phone(struct chance *chance, char *out, size_t cap)
{
    /* 06-0 is given to nobody. */
    (void)snprintf(out, cap, "60%07u", chance_below(chance, 10000000));
}

void
spell_phone(struct chance *chance, const char *digits, char *out, size_t cap)
{
    char d[10];

    (void)snprintf(d, sizeof d, "%.9s", digits);
    if (chance_of(chance, WRONG_DIGIT))
        d[3 + chance_below(chance, 6)] = (char)('0' + chance_below(chance, 10));
    switch (chance_below(chance, 7)) {
    case 0:
        (void)snprintf(out, cap, "+31%s", d);
        break;
    case 1:
        (void)snprintf(out, cap, "0%c-%s", d[0], d + 1);
        break;
    case 2:
        (void)snprintf(out, cap, "0031 (0)%c %.4s %.4s", d[0], d + 1, d + 5);
        break;
    case 3:
        (void)snprintf(out, cap, "+31 %c %.2s %.2s %.2s %.2s", d[0], d + 1,
                       d + 3, d + 5, d + 7);
        break;
    case 4: /* as adverts hide it */
        for (size_t i = 0; d[i] != '\0'; i++) {
            if (d[i] == '0' && chance_of(chance, 50))
                d[i] = 'o';
        }
        (void)snprintf(out, cap, "0%c %.2s-%.2s-%.2s-%.2s", d[0], d + 1, d + 3,
                       d + 5, d + 7);
        break;
    default:
        (void)snprintf(out, cap, "0%s", d);
        break;
    }
}

/* --- plates --- */

void
invent_plate(struct chance *chance, char *out, size_t cap)
{
    static const char letters[] = "BDFGHJKLNPRSTVXZ";
    char l[4];

    for (size_t i = 0; i < sizeof l; i++)
        l[i] = letters[chance_below(chance, COUNT(letters) - 1)];
    if (chance_of(chance, 50))
        (void)snprintf(out, cap, "%c%c%03u%c", l[0], l[1],
                       chance_below(chance, 1000), l[2]);
    else
        (void)snprintf(out, cap, "%u%c%c%c%02u", chance_below(chance, 10), l[0],
                       l[1], l[2], chance_below(chance, 100));
}

void
spell_plate(struct chance *chance, const char *plate, char *out, size_t cap)
{
    char p[8];

    (void)snprintf(p, sizeof p, "%.7s", plate);
    if (chance_of(chance, WRONG_DIGIT))
        p[chance_below(chance, 6)] = (char)('0' + chance_below(chance, 10));
    switch (chance_below(chance, 4)) {
    case 0:
        (void)snprintf(out, cap, "%s", p);
        break;
    case 1:
        (void)snprintf(out, cap, "%.2s-%.3s-%s", p, p + 2, p + 5);
        break;
    case 2:
        (void)snprintf(out, cap, "%.2s %.2s %s", p, p + 2, p + 4);
        break;
    default:
        for (size_t i = 0; p[i] != '\0'; i++)
            p[i] = (char)tolower((unsigned char)p[i]);
        (void)snprintf(out, cap, "%s", p);
        break;
    }
}

/* --- names on platforms --- */

void
invent_handle(struct chance *chance, char *out, size_t cap)
{
    static const char *const first[] = {
        "sweet", "golden", "night",  "lucky", "silver", "wild",  "little",
        "royal", "ocean",  "velvet", "sunny", "secret", "happy", "dark"};
    static const char *const second[] = {
        "rose", "angel", "star",  "pearl", "tiger", "moon",  "cherry",
        "lily", "diva",  "storm", "queen", "honey", "panda", "dream"};
    static const char *const platforms[] = {"instagram", "telegram", "snapchat",
                                            "facebook"};
    static const char *const marks[] = {"", "_", "."};

    (void)snprintf(out, cap, "%s:%s%s%s%u",
                   platforms[chance_below(chance, COUNT(platforms))],
                   first[chance_below(chance, COUNT(first))],
                   marks[chance_below(chance, COUNT(marks))],
                   second[chance_below(chance, COUNT(second))],
                   chance_below(chance, 1000));
}

void
spell_handle(struct chance *chance, const char *handle, char *out, size_t cap)
{
    const char *colon = strchr(handle, ':');
    int n = (int)(colon - handle);

    switch (chance_below(chance, 3)) {
    case 0:
        (void)snprintf(out, cap, "%s", handle);
        break;
    case 1:
        (void)snprintf(out, cap, "%.*s: @%s", n, handle, colon + 1);
        break;
    default:
        (void)snprintf(out, cap, "https://www.%.*s.com/%s/", n, handle,
                       colon + 1);
        break;
    }
}

/* --- names --- */

/* What each is called as well. */
static const char *const names[][3] = {
    {"Natalia", "Nat", "Natasja"},
    {"Sophie", "Sofie", "Soof"},
    {"Isabella", "Isa", "Bella"},
    {"Alexandra", "Alex", "Sandra"},
    {"Katarina", "Kat", "Rina"},
    {"Michelle", "Mich", "Michele"},
    {"Daniela", "Dani", "Danielle"},
    {"Victoria", "Vicky", "Vic"},
    {"Gabriela", "Gabi", "Gabriella"},
    {"Luna", "Luna", "Loena"},
    {"Mia", "Mia", "Mya"},
    {"Elena", "Lena", "Helena"},
    {"Adriana", "Adri", "Ada"},
    {"Monika", "Mo", "Monica"},
    {"Viktor", "Vik", "Victor"},
    {"Dragan", "Drago", "Dragan"},
    {"Anton", "Tony", "Toni"},
    {"Mihai", "Misha", "Mikey"},
    {"Carlos", "Charly", "Carlo"},
    {"Kevin", "Kev", "Kevin"},
    {"Yasmina", "Yas", "Jasmina"},
    {"Amira", "Mira", "Amira"},
    {"Petra", "Pet", "Petra"},
    {"Roxana", "Roxy", "Roxanne"},
    {"Cristina", "Cris", "Kristina"},
    {"Ioana", "Jo", "Joanna"},
    {"Marek", "Mar", "Marec"},
    {"Stefan", "Stef", "Steven"},
    {"Wojtek", "Wojt", "Wojciech"},
    {"Ling", "Lin", "Ling"},
};

static const char *const surnames[] = {
    "Vrolijk", "Zonneveld", "Kasteel",  "Bergman", "Duinkerk", "Rozema",
    "Sterk",   "Wolters",   "Noordman", "Zilver",  "Kraai",    "Molenaar",
    "Haven",   "Duval",     "Petrov",   "Kovac",   "Moreau",   "Costa",
    "Novak",   "Silva",     "Ionesc",   "Marin",   "Horvat",   "Adler"};

void
invent_alias(struct chance *chance, char *out, size_t cap)
{
    /* The first of the list are the commonest. */
    uint32_t n = chance_below(chance, COUNT(names)) *
                 (chance_below(chance, COUNT(names)) + 1) / COUNT(names);

    if (chance_of(chance, 60))
        (void)snprintf(out, cap, "%s %s", names[n][0],
                       surnames[chance_below(chance, COUNT(surnames))]);
    else
        (void)snprintf(out, cap, "%s", names[n][0]);
}

static void
mistype(struct chance *chance, char *word)
{
    size_t n = strlen(word);
    uint32_t at;

    if (n < 4)
        return;
    at = 1 + chance_below(chance, (uint32_t)n - 2);
    if (chance_of(chance, 50)) {
        char c = word[at];

        word[at] = word[at + 1];
        word[at + 1] = c;
    } else {
        memmove(word + at, word + at + 1, n - at);
    }
}

void
spell_alias(struct chance *chance, const char *alias, char *out, size_t cap)
{
    char whole[80];
    char *rest = whole;
    const char *first;

    (void)snprintf(whole, sizeof whole, "%s", alias);
    first = strsep(&rest, " ");
    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcmp(names[i][0], first) == 0 && chance_of(chance, 25))
            first = names[i][1 + chance_below(chance, 2)];
    }
    if (rest != NULL && !chance_of(chance, 20))
        (void)snprintf(out, cap, "%s %s", first, rest);
    else
        (void)snprintf(out, cap, "%s", first);
    if (chance_of(chance, WRONG_LETTER))
        mistype(chance, out);
}

void
spell_postcode(struct chance *chance, const char *postcode, char *out,
               size_t cap)
{
    if (chance_of(chance, 30))
        (void)snprintf(out, cap, "%.4s %c%c", postcode,
                       tolower((unsigned char)postcode[4]),
                       tolower((unsigned char)postcode[5]));
    else
        (void)snprintf(out, cap, "%s", postcode);
}
