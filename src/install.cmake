# What `cmake --install` puts in place: the program, the library of every room with its headers, the
# licence, and what find_package(simclr_flow) reads.
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/simclr_flow)
install(TARGETS simclr-flow RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/simclr_flow DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CITATION.cff
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(EXPORT simclr_flow DESTINATION ${package} NAMESPACE simclr_flow:: FILE simclr_flowTargets.cmake)
configure_package_config_file(simclr_flowConfig.cmake.in simclr_flowConfig.cmake
                              INSTALL_DESTINATION ${package})
write_basic_package_version_file(simclr_flowConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/simclr_flowConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/simclr_flowConfigVersion.cmake openblas.cmake
        DESTINATION ${package})
