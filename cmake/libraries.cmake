# Libraries from the distribution. Each is optional for the core; what is missing switches off what needs it.

if(NOT EL2TRAP_CORE_ONLY)
  find_package(PkgConfig)
  if(PkgConfig_FOUND)
    pkg_check_modules(CAPSTONE IMPORTED_TARGET capstone)
    pkg_check_modules(UNICORN IMPORTED_TARGET unicorn)
    pkg_check_modules(JANSSON IMPORTED_TARGET jansson)
    pkg_check_modules(LIBELF IMPORTED_TARGET libelf)
    pkg_check_modules(ZLIB_PC IMPORTED_TARGET zlib)
    pkg_check_modules(ZSTD IMPORTED_TARGET libzstd)
    pkg_check_modules(TRACECMD IMPORTED_TARGET libtracecmd)
  endif()
endif()
