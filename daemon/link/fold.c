/* fold -- see fold.h */
#include "link/fold.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#define PARTS_MAX 32 /* code points of one; Unicode has 18 */

/* What Unicode does not call equal, but people do. */
static const struct likeness {
    int32_t from, to; /* a range */
    const char *is;   /* of the first; then counting up when it is a digit */
} likenesses[] = {
    {0x0060, 0x0060, "'"},    {0x00B4, 0x00B4, "'"},   {0x00C6, 0x00C6, "ae"},
    {0x00D0, 0x00D0, "d"},    {0x00D8, 0x00D8, "o"},   {0x00DE, 0x00DE, "th"},
    {0x00E6, 0x00E6, "ae"},   {0x00F0, 0x00F0, "d"},   {0x00F8, 0x00F8, "o"},
    {0x00FE, 0x00FE, "th"},   {0x0110, 0x0111, "d"},   {0x0126, 0x0127, "h"},
    {0x0131, 0x0131, "i"},    {0x0141, 0x0142, "l"},   {0x0152, 0x0153, "oe"},
    {0x0166, 0x0167, "t"},    {0x02B9, 0x02BD, "'"},   {0x2018, 0x201B, "'"},
    {0x2032, 0x2032, "'"},    {0x2044, 0x2044, "/"},   {0x2212, 0x2212, "-"},
    {0x2215, 0x2215, "/"},    {0x2474, 0x247C, "1"},   {0x2488, 0x2490, "1"},
    {0x24F5, 0x24FD, "1"},    {0x24FF, 0x24FF, "0"},   {0x2776, 0x277E, "1"},
    {0x277F, 0x277F, "10"},   {0x2780, 0x2788, "1"},   {0x2789, 0x2789, "10"},
    {0x278A, 0x2792, "1"},    {0x2793, 0x2793, "10"},  {0x1F100, 0x1F100, "0"},
    {0x1F101, 0x1F10A, "0"},  {0x1F10B, 0x1F10B, "0"}, {0x1F10C, 0x1F10C, "0"},
    {0x1F51F, 0x1F51F, "10"},
};

static const struct likeness *
likeness_of(int32_t code)
{
    size_t low = 0, high = sizeof likenesses / sizeof likenesses[0];

    while (low < high) {
        size_t at = low + (high - low) / 2;

        if (code < likenesses[at].from)
            high = at;
        else if (code > likenesses[at].to)
            low = at + 1;
        else
            return &likenesses[at];
    }
    return NULL;
}

/* Every script has its ten digits in a row, the zero first, and rows that
 * touch are whole rows. */
static char
digit_of(int32_t code)
{
    int32_t before = 0;

    while (code - before > 0 &&
           utf8proc_category(code - before - 1) == UTF8PROC_CATEGORY_ND)
        before++;
    return (char)('0' + before % 10);
}

/* What is written, and whether a space is owed before what comes next. */
struct sheet {
    char *out;
    size_t n, cap;
    bool space, full;
};

static void
put(struct sheet *sheet, const char *bytes, size_t n)
{
    size_t need = n + (sheet->space && sheet->n > 0 ? 1 : 0);

    if (sheet->full || sheet->n + need >= sheet->cap) {
        sheet->full = true;
        return;
    }
    if (sheet->space && sheet->n > 0)
        sheet->out[sheet->n++] = ' ';
    sheet->space = false;
    memcpy(sheet->out + sheet->n, bytes, n);
    sheet->n += n;
}

static bool
put_likeness(struct sheet *sheet, int32_t code)
{
    const struct likeness *one = likeness_of(code);

    if (one == NULL)
        return false;
    if (one->from < one->to && *one->is >= '0' && *one->is <= '9') {
        char digit = (char)(*one->is + (code - one->from));

        put(sheet, &digit, 1);
    } else {
        put(sheet, one->is, strlen(one->is));
    }
    return true;
}

static void
put_code(struct sheet *sheet, int32_t code)
{
    utf8proc_uint8_t bytes[4];

    if (put_likeness(sheet, code))
        return;
    switch ((int)utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
        return;
    case UTF8PROC_CATEGORY_CC:
        sheet->space = sheet->space || (code >= '\t' && code <= '\r');
        return;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        sheet->space = true;
        return;
    case UTF8PROC_CATEGORY_PD:
        put(sheet, "-", 1);
        return;
    case UTF8PROC_CATEGORY_ND: {
        char digit = digit_of(code);

        put(sheet, &digit, 1);
        return;
    }
    default:
        break;
    }
    utf8proc_ssize_t n = utf8proc_encode_char(code, bytes);

    put(sheet, (const char *)bytes, (size_t)n);
}

static void
put_folded(struct sheet *sheet, int32_t code)
{
    utf8proc_int32_t parts[PARTS_MAX];
    int boundary = 0;

    if (put_likeness(sheet, code))
        return;

    utf8proc_ssize_t n = utf8proc_decompose_char(
        code, parts, PARTS_MAX,
        (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                            UTF8PROC_CASEFOLD | UTF8PROC_IGNORE),
        &boundary);

    for (utf8proc_ssize_t i = 0; i < n && i < PARTS_MAX; i++)
        put_code(sheet, parts[i]);
}

/* What most texts are made of, without asking Unicode; false: ask. */
static bool
put_ascii(struct sheet *sheet, char c)
{
    if (c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    if (c <= ' ' || c > '~' || c == '`')
        return false;
    put(sheet, &c, 1);
    return true;
}

size_t
fold_text(const char *text, char *out, size_t cap)
{
    struct sheet sheet = {.out = out, .cap = cap};
    size_t left = strlen(text);

    if (cap == 0)
        return 0;
    while (left > 0 && !sheet.full) {
        if (put_ascii(&sheet, *text)) {
            text++;
            left--;
            continue;
        }

        utf8proc_int32_t code;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text,
                                              (utf8proc_ssize_t)left, &code);

        if (n <= 0) {
            n = 1;
            sheet.space = true;
        } else {
            put_folded(&sheet, code);
        }
        text += n;
        left -= (size_t)n;
    }
    out[sheet.n] = '\0';
    return sheet.n;
}

/* Of a folded text: ASCII is judged here, what lies beyond by its category. */
static bool
is_word(int32_t code)
{
    if (code < 0x80)
        return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');

    utf8proc_category_t category = utf8proc_category(code);

    return (category >= UTF8PROC_CATEGORY_LU &&
            category <= UTF8PROC_CATEGORY_LO) ||
           category == UTF8PROC_CATEGORY_MC;
}

static size_t
read_code(const char *text, int32_t *code)
{
    utf8proc_ssize_t n =
        utf8proc_iterate((const utf8proc_uint8_t *)text,
                         (utf8proc_ssize_t)strnlen(text, 4), code);

    if (n > 0)
        return (size_t)n;
    *code = ' ';
    return *text == '\0' ? 0 : 1;
}

const char *
fold_next_word(const char **at, size_t *n)
{
    const char *from = *at;
    int32_t code;
    size_t step;

    while ((step = read_code(from, &code)) > 0 && !is_word(code))
        from += step;
    if (step == 0) {
        *at = from;
        return NULL;
    }

    const char *to = from;

    while ((step = read_code(to, &code)) > 0) {
        int32_t after;

        if (!is_word(code) &&
            (code != '\'' || read_code(to + 1, &after) == 0 || !is_word(after)))
            break;
        to += step;
    }
    *at = to;
    *n = (size_t)(to - from);
    return from;
}
