# Build options and compiler flags.

option(EL2TRAP_TESTS "Build the tests" ON)
option(EL2TRAP_CORE_ONLY "Build decoder, model and policy without any library" OFF)
option(EL2TRAP_ASAN "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(EL2TRAP_COVERAGE "Coverage instrumentation" OFF)
option(EL2TRAP_FUZZ "libFuzzer targets (needs clang)" OFF)
option(EL2TRAP_WITH_PYTHON "Build the Python package, where there is a Python with cffi" ON)
option(EL2TRAP_AFL "Fuzz targets for AFL++, persistent (needs afl-clang-fast)" OFF)
set(EL2TRAP_FUZZ_ENGINE "-fsanitize=fuzzer" CACHE STRING "What EL2TRAP_FUZZ links its targets with")
option(EL2TRAP_WERROR "Warnings are errors" ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

# Build tools link this alone: they run when building, end, and let go of nothing before that.
add_library(el2trap_warnings INTERFACE)
target_compile_options(el2trap_warnings INTERFACE
  -Wall -Wextra $<$<BOOL:${EL2TRAP_WERROR}>:-Werror> -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual
  -Wwrite-strings -Wvla -Wformat=2 -Wmissing-format-attribute -Wundef
  -Wimplicit-fallthrough$<$<C_COMPILER_ID:GNU>:=5>) # no comment is an excuse: Clang takes none
target_compile_definitions(el2trap_warnings INTERFACE _POSIX_C_SOURCE=200809L)
target_include_directories(el2trap_warnings INTERFACE ${PROJECT_SOURCE_DIR})

# Everything else links this: the sanitizers, where asked for, too.
add_library(el2trap_flags INTERFACE)
target_link_libraries(el2trap_flags INTERFACE el2trap_warnings)

if(EL2TRAP_ASAN)
  target_compile_options(el2trap_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
                         -fno-omit-frame-pointer)
  target_link_options(el2trap_flags INTERFACE -fsanitize=address,undefined)
endif()
if(EL2TRAP_COVERAGE)
  target_compile_options(el2trap_flags INTERFACE --coverage -O0)
  target_link_options(el2trap_flags INTERFACE --coverage)
endif()
if(EL2TRAP_FUZZ)
  target_compile_options(el2trap_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
