# libel2trap-core: decoder, model and policy without any library. libel2trap: with input files, disassembly and the
# emulator, where the build has the libraries for them. Public headers go to <el2trap/...>.

set(EL2TRAP_CORE_OBJECTS el2trap_decoder el2trap_model el2trap_policy)

function(el2trap_library name)
  cmake_parse_arguments(arg "" "" "OBJECTS" ${ARGN})
  add_library(${name} SHARED)
  set_target_properties(${name} PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
  foreach(object IN LISTS arg_OBJECTS)
    target_link_libraries(${name} PRIVATE ${object})
  endforeach()
  target_include_directories(${name} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/el2trap>)
  install(TARGETS ${name} EXPORT el2trap LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  file(RELATIVE_PATH EL2TRAP_PC_PREFIX "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  set(EL2TRAP_PC_NAME ${name})
  string(REGEX REPLACE "^lib" "" EL2TRAP_PC_LIB ${name})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/el2trap.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

el2trap_library(libel2trap-core OBJECTS ${EL2TRAP_CORE_OBJECTS})
set_target_properties(libel2trap-core PROPERTIES OUTPUT_NAME el2trap-core)
if(NOT EL2TRAP_CORE_ONLY)
  el2trap_library(libel2trap OBJECTS ${EL2TRAP_CORE_OBJECTS} el2trap_decoder_io $<TARGET_NAME_IF_EXISTS:el2trap_machine>)
  set_target_properties(libel2trap PROPERTIES OUTPUT_NAME el2trap)
endif()

# Headers include each other and the tables as "decoder/...", "model/...", "policy/...".
foreach(room decoder model policy)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/el2trap FILES_MATCHING
          PATTERN "${room}.h" PATTERN "machine.h" PATTERN "insns.def" PATTERN "base.def" PATTERN "sysregs.def"
          PATTERN "feature_names.def" PATTERN "id_registers.def" PATTERN "kernels.def" PATTERN "compile" EXCLUDE)
endforeach()
install(EXPORT el2trap NAMESPACE el2trap:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/el2trap FILE el2trap-config.cmake)
if(TARGET el2trap)
  install(TARGETS el2trap RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
  if(EXISTS ${PROJECT_SOURCE_DIR}/cli/el2trap.bash)
    install(FILES ${PROJECT_SOURCE_DIR}/cli/el2trap.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
            RENAME el2trap)
  endif()
endif()
