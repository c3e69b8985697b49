# How a room becomes a library, and a folder of sources the units that are compiled.

# A unit of the files listed: they are compiled as one, and what they share - headers, instances of
# templates - is paid for once. It includes them by paths relative to the folder of their target: a
# unit is the same in every clone.
function(add_unit list name)
  if(NOT ARGN)
    return()
  endif()
  list(TRANSFORM ARGN REPLACE "(.+)" "#include \"\\1\"\n" OUTPUT_VARIABLE lines)
  string(JOIN "" text ${lines})
  set(unit ${CMAKE_CURRENT_BINARY_DIR}/units/${name}.cpp)
  file(CONFIGURE OUTPUT ${unit} CONTENT "${text}" @ONLY)
  set(${list} ${${list}} ${unit} PARENT_SCOPE)
endfunction()

# FOLDER/*.cpp, by paths relative to the folder of this CMakeLists.txt.
function(find_sources out folder)
  file(GLOB files RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS
       ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
  set(${out} ${files} PARENT_SCOPE)
endfunction()

# FILES as units of COUNT; those that TOGETHER names are one unit, those that ALONE names are compiled
# as they are. Without SIMCLR_FLOW_UNITS all are.
function(make_units out name)
  cmake_parse_arguments(ARG "" "COUNT" "FILES;ALONE;TOGETHER" ${ARGN})
  if(NOT SIMCLR_FLOW_UNITS)
    set(${out} ${ARG_FILES} PARENT_SCOPE)
    return()
  endif()
  set(units ${ARG_ALONE})
  add_unit(units ${name} ${ARG_TOGETHER})
  set(rest ${ARG_FILES})
  list(REMOVE_ITEM rest "" ${ARG_ALONE} ${ARG_TOGETHER})
  set(number 0)
  while(rest)
    math(EXPR number "${number} + 1")
    list(SUBLIST rest 0 ${ARG_COUNT} members)
    list(REMOVE_ITEM rest ${members})
    add_unit(units ${name}_${number} ${members})
  endwhile()
  set(${out} ${units} PARENT_SCOPE)
endfunction()

# The room NAME as the static library simclr_flow_NAME. ROOMS: those that its sources may include, with
# what those may include; tests/house reads them from here. PACKAGES: what its sources alone use and
# programs link; HEADERS: packages of headers that its sources alone include, and no user of the
# installed library needs.
function(add_room name)
  cmake_parse_arguments(ARG "" "COUNT" "ROOMS;PACKAGES;HEADERS;ALONE;TOGETHER" ${ARGN})
  if(NOT ARG_COUNT)
    set(ARG_COUNT 8)
  endif()
  list(TRANSFORM ARG_ALONE PREPEND ${name}/)
  list(TRANSFORM ARG_TOGETHER PREPEND ${name}/)
  find_sources(files ${name})
  make_units(units ${name} COUNT ${ARG_COUNT} FILES ${files} ALONE ${ARG_ALONE}
             TOGETHER ${ARG_TOGETHER})
  set(library simclr_flow_${name})
  add_library(${library} STATIC ${units})
  target_compile_features(${library} PUBLIC cxx_std_20)
  target_include_directories(
    ${library} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
               PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  # Lets elementwise loops vectorise; NaN and infinity keep their meaning.
  target_compile_options(${library} PRIVATE -fno-math-errno -fno-trapping-math -Wshadow)
  if(SIMCLR_FLOW_PYTHON)
    set_target_properties(${library} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_compile_options(${library} PRIVATE -fno-semantic-interposition)
  endif()
  list(TRANSFORM ARG_ROOMS PREPEND simclr_flow_)
  target_link_libraries(${library} PUBLIC Eigen3::Eigen ${ARG_ROOMS}
                                   PRIVATE fmt::fmt ${ARG_PACKAGES})
  foreach(headers IN ITEMS simclr_flow_warnings LISTS ARG_HEADERS)
    target_link_libraries(${library} PRIVATE $<BUILD_INTERFACE:${headers}>)
  endforeach()
  install(TARGETS ${library} EXPORT simclr_flow ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  # Eigen's large products by the same library, for every user of our headers alike.
  target_compile_definitions(${library} PUBLIC EIGEN_USE_BLAS)
  # Matrices that the installed library makes are freed by users who compile for wider vectors, or with
  # the address sanitizer: theirs, too, come from malloc, as those of a library built as we build it.
  target_compile_definitions(${library} INTERFACE $<INSTALL_INTERFACE:EIGEN_MAX_ALIGN_BYTES=16>
                                                  $<INSTALL_INTERFACE:EIGEN_MALLOC_ALREADY_ALIGNED=1>)
  if(name STREQUAL "core")
    target_precompile_headers(${library} PRIVATE ${SIMCLR_FLOW_PRECOMPILED})
  else()
    target_precompile_headers(${library} REUSE_FROM simclr_flow_core)
  endif()
endfunction()

# The room NAME, whose sources bind those that ROOMS names to Python, as the module _library of the package
# simclr_flow: where the package is, so that it is one in place and where pip installs it.
function(add_python_module name)
  cmake_parse_arguments(ARG "" "" "ROOMS;HEADERS" ${ARGN})
  find_sources(files ${name})
  make_units(units ${name} COUNT 8 FILES ${files})
  pybind11_add_module(simclr_flow_${name} MODULE NO_EXTRAS ${units})
  target_include_directories(simclr_flow_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  set_target_properties(
    simclr_flow_${name} PROPERTIES OUTPUT_NAME _library
                        LIBRARY_OUTPUT_DIRECTORY ${PROJECT_SOURCE_DIR}/analysis/simclr_flow)
  target_compile_definitions(simclr_flow_${name} PRIVATE SIMCLR_FLOW_VERSION="${PROJECT_VERSION}")
  list(TRANSFORM ARG_ROOMS PREPEND simclr_flow_)
  target_link_libraries(simclr_flow_${name} PRIVATE ${ARG_ROOMS} ${ARG_HEADERS} fmt::fmt
                                                    simclr_flow_warnings)
endfunction()
