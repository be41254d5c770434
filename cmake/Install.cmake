# What is installed, as two components that become the Debian packages libcontainer-dev and nsinit.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS libcontainer EXPORT libcontainer-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(DIRECTORY include/libcontainer DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)
set(_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/libcontainer)
install(EXPORT libcontainer-targets NAMESPACE libcontainer:: DESTINATION ${_cmake_dir}
        COMPONENT dev)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/libcontainer-config.cmake @ONLY CONTENT
     "include(\"\${CMAKE_CURRENT_LIST_DIR}/libcontainer-targets.cmake\")\n")
write_basic_package_version_file(${PROJECT_BINARY_DIR}/libcontainer-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/libcontainer-config.cmake
        ${PROJECT_BINARY_DIR}/libcontainer-config-version.cmake
        DESTINATION ${_cmake_dir} COMPONENT dev)
list(JOIN LIBCONTAINER_LIBS " " _libs)
# Found relative to the file itself, so that a copied tree works.
file(RELATIVE_PATH _prefix /p/${CMAKE_INSTALL_LIBDIR}/pkgconfig /p)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/libcontainer.pc @ONLY CONTENT
"prefix=\${pcfiledir}/@_prefix@
Name: libcontainer
Description: @PROJECT_DESCRIPTION@
Version: @PROJECT_VERSION@
Cflags: -I\${prefix}/@CMAKE_INSTALL_INCLUDEDIR@
Libs: -L\${prefix}/@CMAKE_INSTALL_LIBDIR@ -llibcontainer @_libs@
")
install(FILES ${PROJECT_BINARY_DIR}/libcontainer.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)

install(TARGETS nsinit DESTINATION ${CMAKE_INSTALL_SBINDIR} COMPONENT nsinit)
install(FILES docs/nsinit.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8 COMPONENT nsinit)
install(FILES docs/container.json.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 COMPONENT nsinit)
install(FILES docs/nsinit.bash RENAME nsinit
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT nsinit)
install(DIRECTORY sample_configs DESTINATION ${CMAKE_INSTALL_DATADIR}/libcontainer
        COMPONENT nsinit)
install(FILES docs/container.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/libcontainer/docs
        COMPONENT nsinit)
foreach(_component dev nsinit)
  install(FILES LICENSE NOTICE README.md COMPONENT ${_component}
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/$<IF:$<STREQUAL:${_component},dev>,libcontainer-dev,nsinit>)
endforeach()
install(FILES docs/embedding.md COMPONENT dev
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libcontainer-dev/docs)
install(DIRECTORY docs/examples COMPONENT dev
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libcontainer-dev/docs)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The libcontainer authors <libcontainer@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF)  # nsinit is stripped, and the library keeps its symbols
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libcontainer-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "libcap-dev, libseccomp-dev")
set(CPACK_COMPONENT_DEV_DESCRIPTION "${PROJECT_DESCRIPTION}")
set(CPACK_DEBIAN_NSINIT_PACKAGE_NAME nsinit)
set(CPACK_DEBIAN_NSINIT_PACKAGE_SECTION admin)
set(CPACK_COMPONENT_NSINIT_DESCRIPTION "Runs a command in a container made of Linux namespaces")
include(CPack)
