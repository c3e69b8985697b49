# What `cmake --install` puts in place: the program, the library of every room with its headers, the
# licence, and what find_package(simclr_flow) reads.
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/simclr_flow)
install(TARGETS simclr-flow RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/simclr_flow DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CITATION.cff
              ${PROJECT_SOURCE_DIR}/src/CHANGELOG.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(EXPORT simclr_flow DESTINATION ${package} NAMESPACE simclr_flow:: FILE simclr_flowTargets.cmake)
configure_package_config_file(simclr_flowConfig.cmake.in simclr_flowConfig.cmake
                              INSTALL_DESTINATION ${package})
write_basic_package_version_file(simclr_flowConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/simclr_flowConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/simclr_flowConfigVersion.cmake openblas.cmake
        DESTINATION ${package})

# Completions of shells, manual pages and the schema of configurations, by the program itself: made
# when it is linked, so that they are those of its command line. Nobody installs what a sanitizer slows.
if(SIMCLR_FLOW_SANITIZER)
  return()
endif()
set(told ${CMAKE_CURRENT_BINARY_DIR}/told)
add_custom_command(
  TARGET simclr-flow POST_BUILD
  COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:simclr-flow> -D FOLDER=${told}
          -P ${CMAKE_CURRENT_SOURCE_DIR}/told.cmake
  COMMENT "Writing completions, manual pages and the schema" VERBATIM)
install(FILES ${told}/simclr-flow.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME simclr-flow)
install(FILES ${told}/simclr-flow.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions
        RENAME _simclr-flow)
install(FILES ${told}/simclr-flow.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(DIRECTORY ${told}/man1/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${told}/simclr-flow.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/simclr-flow)
