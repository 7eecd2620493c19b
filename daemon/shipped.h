/* shipped -- the files of config/ as they were when the binary was built, so
 * that --init needs nothing beside the binary.  Made by the Makefile. */
#ifndef SHIPPED_H
#define SHIPPED_H

/* First byte and end (one past the last); no NUL in between or after. */
extern const char _binary_config_loketd_yaml_start[];
extern const char _binary_config_loketd_yaml_end[];
extern const char _binary_config_desk_roster_yaml_start[];
extern const char _binary_config_desk_roster_yaml_end[];
extern const char _binary_config_desk_indicators_yaml_start[];
extern const char _binary_config_desk_indicators_yaml_end[];

#define SHIPPED_CONFIG         _binary_config_loketd_yaml_start
#define SHIPPED_CONFIG_END     _binary_config_loketd_yaml_end
#define SHIPPED_ROSTER         _binary_config_desk_roster_yaml_start
#define SHIPPED_ROSTER_END     _binary_config_desk_roster_yaml_end
#define SHIPPED_INDICATORS     _binary_config_desk_indicators_yaml_start
#define SHIPPED_INDICATORS_END _binary_config_desk_indicators_yaml_end

#endif
