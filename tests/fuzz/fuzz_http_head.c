/* The head of an HTTP request from arbitrary bytes: no report; what was judged
 * stays so whatever follows, and what is long enough is judged. */
#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/http_head.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    enum http_verdict whole = http_head_read(bytes, n, "/metrics");

    require(whole != HTTP_MORE || n < HTTP_HEAD_BYTES);
    require(whole != HTTP_TOO_LARGE || n >= HTTP_HEAD_BYTES);
    require(whole != HTTP_OK || memcmp(bytes, "GET /metrics", 12) == 0);
    require(strlen(http_reason(whole)) > 0);
    for (size_t part = 0; part < n; part++) {
        /* on the heap, so that reading too far is seen */
        uint8_t *copy = malloc(part == 0 ? 1 : part);

        require(copy != NULL);
        memcpy(copy, bytes, part);

        enum http_verdict verdict = http_head_read(copy, part, "/metrics");

        require(verdict == HTTP_MORE || verdict == whole);
        free(copy);
        if (part > 256)
            break; /* enough of it to be quick */
    }
    return 0;
}
