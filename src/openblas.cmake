# OpenBLAS as simclr_flow::openblas, if it is found: the build with threads of its own, which the library
# keeps from starting any. Read by the build and by find_package(simclr_flow).
if(NOT TARGET simclr_flow::openblas)
  find_library(
    OPENBLAS openblas PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-pthread NO_DEFAULT_PATH)
  if(OPENBLAS)
    add_library(simclr_flow::openblas INTERFACE IMPORTED GLOBAL)
    target_link_libraries(simclr_flow::openblas INTERFACE ${OPENBLAS})
  endif()
endif()
set(SIMCLR_FLOW_NO_OPENBLAS "OpenBLAS was not found: install the Debian package libopenblas-pthread-dev \
(apt-get install libopenblas-pthread-dev)")
