# libel2trap-core: decoder, model and policy without the libraries that libel2trap adds: input files, disassembly, the
# emulator, traces. Each shared and static. Public headers go to <el2trap/...>.

set(EL2TRAP_CORE_OBJECTS el2trap_decoder el2trap_model el2trap_policy el2trap_recording)
set(EL2TRAP_FULL_OBJECTS ${EL2TRAP_CORE_OBJECTS} el2trap_decoder_io el2trap_machine el2trap_recorder el2trap_replay el2trap_explore)

# el2trap_library(NAME OBJECTS object library... PACKAGES pkg-config module...)
function(el2trap_library name)
  cmake_parse_arguments(arg "" "" "OBJECTS;PACKAGES" ${ARGN})
  string(REGEX REPLACE "^lib" "" output ${name})
  foreach(kind SHARED STATIC)
    set(target ${name})
    if(kind STREQUAL STATIC)
      set(target ${name}-static)
    endif()
    add_library(${target} ${kind})
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ${output} VERSION ${PROJECT_VERSION}
                          SOVERSION ${PROJECT_VERSION_MAJOR})
    foreach(object IN LISTS arg_OBJECTS)
      if(TARGET ${object})
        target_sources(${target} PRIVATE $<TARGET_OBJECTS:${object}>)
      endif()
    endforeach()
    target_include_directories(${target} INTERFACE
      $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/el2trap>)
    install(TARGETS ${target} EXPORT el2trap LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
            ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  endforeach()
  # What the objects call is linked into the shared library and named by the static one.
  set(used)
  foreach(package IN LISTS arg_PACKAGES)
    string(REGEX REPLACE "^.*=" "" module ${package})
    string(REGEX REPLACE "=.*$" "" prefix ${package})
    if(TARGET PkgConfig::${prefix})
      target_link_libraries(${name} PRIVATE PkgConfig::${prefix})
      target_link_libraries(${name}-static INTERFACE ${${prefix}_LINK_LIBRARIES})
      list(APPEND used ${module})
    endif()
  endforeach()
  if(EL2TRAP_ASAN)
    target_link_options(${name} PRIVATE -fsanitize=address,undefined)
  elseif(NOT EL2TRAP_FUZZ)
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
  list(JOIN used ", " EL2TRAP_PC_PRIVATE)
  file(RELATIVE_PATH EL2TRAP_PC_PREFIX "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  set(EL2TRAP_PC_NAME ${name})
  set(EL2TRAP_PC_LIB ${output})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/el2trap.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

el2trap_library(libel2trap-core OBJECTS ${EL2TRAP_CORE_OBJECTS} PACKAGES ZSTD=libzstd)
if(NOT EL2TRAP_CORE_ONLY)
  el2trap_library(libel2trap OBJECTS ${EL2TRAP_FULL_OBJECTS}
    PACKAGES UNICORN=unicorn CAPSTONE=capstone LIBELF=libelf ZLIB_PC=zlib ZSTD=libzstd TRACECMD=libtracecmd LIBBPF=libbpf)
endif()

# Headers include each other and the tables as "decoder/...", "model/...", "policy/...". The decoder's, the model's and
# the policy's own are for the core; those of explore and replay are for libel2trap.
set(rooms decoder model policy recording)
if(TARGET el2trap_replay)
  list(APPEND rooms replay explore)
endif()
foreach(room IN LISTS rooms)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/el2trap FILES_MATCHING
          PATTERN "${room}/${room}.h" PATTERN "cpu.h" PATTERN "machine.h" PATTERN "view.h" PATTERN "policy/own.h" PATTERN "policy/hypercalls.h" PATTERN "recording/hypervisor.h" PATTERN "recording/live.h" PATTERN "recording/moved.h" PATTERN "explore/fuzz.h" PATTERN "explore/import.h" PATTERN "explore/sweep.h" PATTERN "insns.def" PATTERN "base.def" PATTERN "vector.def" PATTERN "sysregs.def"
          PATTERN "feature_names.def" PATTERN "id_registers.def" PATTERN "counts.def" PATTERN "ec.def" PATTERN "kernels.def" PATTERN "formats.def"
          PATTERN "unknowns.def"
          PATTERN "compile" EXCLUDE PATTERN "exec" EXCLUDE PATTERN "memory" EXCLUDE PATTERN "engine" EXCLUDE
          PATTERN "image" EXCLUDE PATTERN "qemu" EXCLUDE)
endforeach()

include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/el2trap)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/el2trap-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/el2trap-config-version.cmake DESTINATION ${package})
install(EXPORT el2trap NAMESPACE el2trap:: DESTINATION ${package} FILE el2trap-config.cmake)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# Pages for users, and what their commands begin with.
install(FILES ${PROJECT_SOURCE_DIR}/docs/tutorial.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/howto ${PROJECT_SOURCE_DIR}/docs/formats ${PROJECT_SOURCE_DIR}/docs/examples
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/corpora/snippets DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/corpora/recordings DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples
        USE_SOURCE_PERMISSIONS)
install(FILES ${PROJECT_SOURCE_DIR}/corpora/traces/samples/hyp-7.2-protected-nomte.trace_pipe
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples/traces)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man3 FILES_MATCHING PATTERN "*.3")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/contrib/from-tree ${PROJECT_SOURCE_DIR}/contrib/ci DESTINATION ${CMAKE_INSTALL_DATADIR}/el2trap
        USE_SOURCE_PERMISSIONS)

if(TARGET el2trap)
  install(TARGETS el2trap RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
  include(cmake/formats.cmake)
  if(NOT CMAKE_CROSSCOMPILING) # the command itself writes them
    install(FILES ${PROJECT_BINARY_DIR}/completion/el2trap.bash RENAME el2trap
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
    install(FILES ${PROJECT_BINARY_DIR}/completion/el2trap.zsh RENAME _el2trap
            DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
    install(FILES ${PROJECT_BINARY_DIR}/completion/el2trap.fish
            DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
  endif()
endif()
