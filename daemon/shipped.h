/* shipped -- the files of config/ as they were when the binary was built, so
 * that --init needs nothing beside the binary.  Made by the Makefile. */
#ifndef SHIPPED_H
#define SHIPPED_H

/* First byte and end (one past the last); no NUL in between or after. */
extern const char _binary_config_loketd_yaml_start[];
extern const char _binary_config_loketd_yaml_end[];
extern const char _binary_config_desk_indicators_yaml_start[];
extern const char _binary_config_desk_indicators_yaml_end[];
extern const char _binary_config_desk_persons_yaml_start[];
extern const char _binary_config_desk_persons_yaml_end[];
extern const char _binary_config_desk_rosters_yaml_start[];
extern const char _binary_config_desk_rosters_yaml_end[];
extern const char _binary_config_desk_overrides_yaml_start[];
extern const char _binary_config_desk_overrides_yaml_end[];
extern const char _binary_config_desk_calendar_yaml_start[];
extern const char _binary_config_desk_calendar_yaml_end[];
extern const char _binary_config_desk_policies_yaml_start[];
extern const char _binary_config_desk_policies_yaml_end[];
extern const char _binary_config_desk_regions_yaml_start[];
extern const char _binary_config_desk_regions_yaml_end[];
extern const char _binary_config_desk_shelter_yaml_start[];
extern const char _binary_config_desk_shelter_yaml_end[];
extern const char _binary_config_desk_directory_yaml_start[];
extern const char _binary_config_desk_directory_yaml_end[];
extern const char _binary_config_desk_terms_yaml_start[];
extern const char _binary_config_desk_terms_yaml_end[];
extern const char _binary_config_desk_tables_yaml_start[];
extern const char _binary_config_desk_tables_yaml_end[];
extern const char _binary_config_desk_retention_yaml_start[];
extern const char _binary_config_desk_retention_yaml_end[];

#define SHIPPED_CONFIG         _binary_config_loketd_yaml_start
#define SHIPPED_CONFIG_END     _binary_config_loketd_yaml_end
#define SHIPPED_INDICATORS     _binary_config_desk_indicators_yaml_start
#define SHIPPED_INDICATORS_END _binary_config_desk_indicators_yaml_end
#define SHIPPED_PERSONS        _binary_config_desk_persons_yaml_start
#define SHIPPED_PERSONS_END    _binary_config_desk_persons_yaml_end
#define SHIPPED_ROSTERS        _binary_config_desk_rosters_yaml_start
#define SHIPPED_ROSTERS_END    _binary_config_desk_rosters_yaml_end
#define SHIPPED_OVERRIDES      _binary_config_desk_overrides_yaml_start
#define SHIPPED_OVERRIDES_END  _binary_config_desk_overrides_yaml_end
#define SHIPPED_CALENDAR       _binary_config_desk_calendar_yaml_start
#define SHIPPED_CALENDAR_END   _binary_config_desk_calendar_yaml_end
#define SHIPPED_POLICIES       _binary_config_desk_policies_yaml_start
#define SHIPPED_POLICIES_END   _binary_config_desk_policies_yaml_end
#define SHIPPED_REGIONS        _binary_config_desk_regions_yaml_start
#define SHIPPED_REGIONS_END    _binary_config_desk_regions_yaml_end
#define SHIPPED_SHELTER        _binary_config_desk_shelter_yaml_start
#define SHIPPED_SHELTER_END    _binary_config_desk_shelter_yaml_end
#define SHIPPED_DIRECTORY      _binary_config_desk_directory_yaml_start
#define SHIPPED_DIRECTORY_END  _binary_config_desk_directory_yaml_end
#define SHIPPED_TERMS          _binary_config_desk_terms_yaml_start
#define SHIPPED_TERMS_END      _binary_config_desk_terms_yaml_end
#define SHIPPED_TABLES         _binary_config_desk_tables_yaml_start
#define SHIPPED_TABLES_END     _binary_config_desk_tables_yaml_end
#define SHIPPED_RETENTION      _binary_config_desk_retention_yaml_start
#define SHIPPED_RETENTION_END  _binary_config_desk_retention_yaml_end

#endif
