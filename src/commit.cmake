# Writes HEADER with the commit of the checkout at SOURCE; "+" marks uncommitted changes.
execute_process(
  COMMAND git describe --always --abbrev=12 --dirty=+ --exclude=*
  WORKING_DIRECTORY ${SOURCE}
  OUTPUT_VARIABLE commit
  OUTPUT_STRIP_TRAILING_WHITESPACE
  ERROR_QUIET)
if(NOT commit)
  set(commit "unknown")
endif()
set(text "#pragma once\n#define SIMCLR_FLOW_COMMIT \"${commit}\"\n")
if(EXISTS ${HEADER})
  file(READ ${HEADER} before)
endif()
if(NOT text STREQUAL before)
  file(WRITE ${HEADER} ${text})
endif()
