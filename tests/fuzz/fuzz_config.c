/* Settings from arbitrary bytes: no report, and whatever is refused comes with
 * a finding, whatever is taken keeps its bounds. */
#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/config.h"
#include "sys/config_file.h"
#include "sys/file_findings.h"
#include "sys/yaml_schema.h"

static void
try_config(const uint8_t *bytes, size_t n)
{
    struct file_findings findings = {0};
    struct config config;
    enum rc rc = config_file_parse(&config, "f", bytes, n, &findings);

    require((rc == RC_OK) == (findings.n == 0));
    if (rc == RC_OK) {
        require(config.front.endpoints_n >= 1 &&
                config.front.endpoints_n <= ENDPOINTS_MAX);
        require(config.front.quota.per_s >= 1 && config.desk.batch_max >= 1);
        require(config.desk.checkpoint_limit_bytes >=
                config.desk.checkpoint_every_bytes);
        require(yaml_schema_name(config.desk.desk));
    }
    file_findings_close(&findings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    try_config(bytes, n);
    return 0;
}
