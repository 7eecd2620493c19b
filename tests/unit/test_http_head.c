/* The head of an HTTP request: what is the page, what is not, what is no
 * request at all. */
#include "rows.h"

#include <string.h>

#include "core/http_head.h"

#define PAGE "/metrics"
#define GET  "GET /metrics HTTP/1.1\r\n"

static const struct row {
    const char *name, *text;
    enum http_verdict verdict;
} rows[] = {
    {"the page", GET "Host: x\r\n\r\n", HTTP_OK},
    {"without headers", GET "\r\n", HTTP_OK},
    {"HTTP/1.0", "GET /metrics HTTP/1.0\r\n\r\n", HTTP_OK},
    {"a query", "GET /metrics?a=b HTTP/1.1\r\n\r\n", HTTP_OK},
    {"an empty query", "GET /metrics? HTTP/1.1\r\n\r\n", HTTP_OK},
    {"what stands behind is not looked at", GET "\r\n\1\2\3", HTTP_OK},
    {"an empty header", GET "A:\r\n\r\n", HTTP_OK},
    {"a tab in a header", GET "A:\tb\tc\r\n\r\n", HTTP_OK},
    {"a byte above ASCII in a header", GET "A: \xc3\xa9\r\n\r\n", HTTP_OK},
    {"nothing", "", HTTP_MORE},
    {"half a line", "GET /met", HTTP_MORE},
    {"a line without its end", "GET /metrics HTTP/1.1\r", HTTP_MORE},
    {"no empty line", GET "A: b\r\n", HTTP_MORE},
    {"half the empty line", GET "A: b\r\n\r", HTTP_MORE},
    {"another page", "GET / HTTP/1.1\r\n\r\n", HTTP_NOT_FOUND},
    {"a longer one", "GET /metricsx HTTP/1.1\r\n\r\n", HTTP_NOT_FOUND},
    {"a shorter one", "GET /metric HTTP/1.1\r\n\r\n", HTTP_NOT_FOUND},
    {"a page below it", "GET /metrics/ HTTP/1.1\r\n\r\n", HTTP_NOT_FOUND},
    {"a whole address", "GET http://x/metrics HTTP/1.1\r\n\r\n",
     HTTP_NOT_FOUND},
    {"another page, another method", "PUT /x HTTP/1.1\r\n\r\n", HTTP_NOT_FOUND},
    {"POST", "POST /metrics HTTP/1.1\r\n\r\n", HTTP_NOT_ALLOWED},
    {"HEAD", "HEAD /metrics HTTP/1.1\r\n\r\n", HTTP_NOT_ALLOWED},
    {"get", "get /metrics HTTP/1.1\r\n\r\n", HTTP_NOT_ALLOWED},
    {"GETS", "GETS /metrics HTTP/1.1\r\n\r\n", HTTP_NOT_ALLOWED},
    {"no method", " /metrics HTTP/1.1\r\n\r\n", HTTP_BAD},
    {"a method with a slash", "G/T /metrics HTTP/1.1\r\n\r\n", HTTP_BAD},
    {"no page", "GET  HTTP/1.1\r\n\r\n", HTTP_BAD},
    {"two spaces", "GET  /metrics HTTP/1.1\r\n\r\n", HTTP_BAD},
    {"a space behind", "GET /metrics HTTP/1.1 \r\n\r\n", HTTP_BAD},
    {"no version", "GET /metrics\r\n\r\n", HTTP_BAD},
    {"HTTP/2", "GET /metrics HTTP/2.0\r\n\r\n", HTTP_BAD},
    {"HTTP/1.x", "GET /metrics HTTP/1.x\r\n\r\n", HTTP_BAD},
    {"HTTP/1.", "GET /metrics HTTP/1.\r\n\r\n", HTTP_BAD},
    {"HTTP/1.10", "GET /metrics HTTP/1.10\r\n\r\n", HTTP_BAD},
    {"a control character in the page", "GET /me\1 HTTP/1.1\r\n\r\n", HTTP_BAD},
    {"an empty first line", "\r\n" GET "\r\n", HTTP_BAD},
    {"a carriage return alone", "GET /metrics HTTP/1.1\rA: b\r\n\r\n",
     HTTP_MORE},
    {"a line feed alone", "GET /metrics HTTP/1.1\nA: b\r\n\r\n", HTTP_BAD},
    {"a header that goes on", GET "A: b\r\n c\r\n\r\n", HTTP_BAD},
    {"a header without a name", GET ": b\r\n\r\n", HTTP_BAD},
    {"a space before the colon", GET "A : b\r\n\r\n", HTTP_BAD},
    {"a header without a colon", GET "A\r\n\r\n", HTTP_BAD},
    {"a line feed in a header", GET "A: b\nC: d\r\n\r\n", HTTP_BAD},
    {"DEL in a header", GET "A: \x7f\r\n\r\n", HTTP_BAD},
    {"bad is said at once", "GET\r\n", HTTP_BAD},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        enum http_verdict verdict = http_head_read(
            (const uint8_t *)rows[i].text, strlen(rows[i].text), PAGE);

        if (verdict != rows[i].verdict)
            fail_msg("%s: %d", rows[i].name, (int)verdict);
    }
}

static void
test_a_nul_is_no_part_of_a_request(void **state)
{
    static const char in_method[] = "G\0T /metrics HTTP/1.1\r\n\r\n";
    static const char in_page[] = "GET /metrics\0 HTTP/1.1\r\n\r\n";
    static const char in_header[] = GET "A: \0\r\n\r\n";

    (void)state;
    assert_int_equal(
        http_head_read((const uint8_t *)in_method, sizeof in_method - 1, PAGE),
        HTTP_BAD);
    assert_int_equal(
        http_head_read((const uint8_t *)in_page, sizeof in_page - 1, PAGE),
        HTTP_BAD);
    assert_int_equal(
        http_head_read((const uint8_t *)in_header, sizeof in_header - 1, PAGE),
        HTTP_BAD);
}

/* A head of exactly n bytes. */
static void
make_head(uint8_t *out, size_t n)
{
    static const char start[] = GET "A: ";

    memset(out, 'x', n);
    memcpy(out, start, sizeof start - 1);
    memcpy(out + n - 4, "\r\n\r\n", 4);
}

static void
test_the_largest_head_is_exact(void **state)
{
    uint8_t head[HTTP_HEAD_BYTES + 1];

    (void)state;
    make_head(head, HTTP_HEAD_BYTES);
    assert_int_equal(http_head_read(head, HTTP_HEAD_BYTES - 1, PAGE),
                     HTTP_MORE);
    assert_int_equal(http_head_read(head, HTTP_HEAD_BYTES, PAGE), HTTP_OK);
    make_head(head, HTTP_HEAD_BYTES + 1);
    assert_int_equal(http_head_read(head, HTTP_HEAD_BYTES, PAGE),
                     HTTP_TOO_LARGE);
    assert_int_equal(http_head_read(head, HTTP_HEAD_BYTES + 1, PAGE),
                     HTTP_TOO_LARGE);
}

static void
test_every_answer_has_its_reason(void **state)
{
    (void)state;
    assert_string_equal(http_reason(HTTP_OK), "OK");
    assert_string_equal(http_reason(HTTP_BAD), "Bad Request");
    assert_string_equal(http_reason(HTTP_NOT_FOUND), "Not Found");
    assert_string_equal(http_reason(HTTP_NOT_ALLOWED), "Method Not Allowed");
    assert_string_equal(http_reason(HTTP_TOO_LARGE),
                        "Request Header Fields Too Large");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_nul_is_no_part_of_a_request),
        cmocka_unit_test(test_the_largest_head_is_exact),
        cmocka_unit_test(test_every_answer_has_its_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
