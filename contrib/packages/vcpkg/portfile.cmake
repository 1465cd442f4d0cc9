# An overlay port of the core library: vcpkg install el2trap --overlay-ports=DIRECTORY, with the tarball in this folder.
vcpkg_extract_source_archive(SOURCE_PATH ARCHIVE "${CMAKE_CURRENT_LIST_DIR}/el2trap-@VERSION@.tar.xz")
vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}"
                      OPTIONS -DEL2TRAP_CORE_ONLY=ON -DEL2TRAP_TESTS=OFF -DEL2TRAP_WERROR=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME el2trap CONFIG_PATH lib/cmake/el2trap)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
