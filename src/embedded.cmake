# What the program knows of its sources: the commit, and the configurations of experiments/.

# The commit is looked up at every build, and its header rewritten only when it changed.
add_custom_target(
  simclr_flow_commit
  BYPRODUCTS ${CMAKE_CURRENT_BINARY_DIR}/generated/commit.hpp
  COMMAND ${CMAKE_COMMAND} -D SOURCE=${PROJECT_SOURCE_DIR}
          -D HEADER=${CMAKE_CURRENT_BINARY_DIR}/generated/commit.hpp
          -P ${CMAKE_CURRENT_SOURCE_DIR}/commit.cmake
  COMMENT "Looking up the commit")
add_dependencies(simclr_flow_record simclr_flow_commit)
target_include_directories(simclr_flow_record PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)

file(GLOB example_configs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/experiments/*/config.toml)
set(EXAMPLES "")
foreach(config IN LISTS example_configs)
  cmake_path(GET config PARENT_PATH folder)
  cmake_path(GET folder FILENAME name)
  file(READ ${config} text)
  string(APPEND EXAMPLES "    {\"${name}\", R\"example(${text})example\"},\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${config})
endforeach()
configure_file(app/examples.hpp.in generated/examples.hpp @ONLY)
target_include_directories(simclr_flow_app PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
