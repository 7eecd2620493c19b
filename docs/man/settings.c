/* settings -- what may be written for each key of loketd.yaml, from the table
 * that checks it: lines "KEY<tab>words" for the manual page. */
#include <inttypes.h>
#include <stdio.h>

#include "sys/config_file.h"
#include "sys/yaml_schema.h"

int
main(void)
{
    size_t n = 0;
    const struct yaml_field *fields = config_file_fields(&n);

    for (size_t i = 0; i < n; i++) {
        const struct yaml_field *f = &fields[i];

        printf("%s\t", f->path);
        if (f->type == FIELD_U32 || f->type == FIELD_I64 ||
            f->type == FIELD_SECONDS)
            printf("%" PRId64 " to %" PRId64, f->min, f->max);
        else if (f->type == FIELD_NAMES || f->type == FIELD_ENDPOINTS)
            printf("a list of %" PRId64 " to %" PRId64, f->min, f->max);
        else if (f->type == FIELD_BOOL)
            printf("true or false");
        else if (f->type == FIELD_PATH)
            printf("a path from the root");
        printf("\n");
    }
    return 0;
}
