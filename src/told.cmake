# Asks PROGRAM for what FOLDER is to hold: completions, manual pages, the schema of configurations.
file(MAKE_DIRECTORY ${FOLDER})

# The standard output of the program, called so, as a file.
function(ask file)
  execute_process(COMMAND ${PROGRAM} ${ARGN} OUTPUT_FILE ${FOLDER}/${file} RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} ${ARGN} ended with ${code}")
  endif()
endfunction()

foreach(shell bash zsh fish)
  ask(simclr-flow.${shell} completion ${shell})
endforeach()
ask(simclr-flow.schema.json schema)
file(REMOVE_RECURSE ${FOLDER}/man1)  # with pages of commands that there are no longer
execute_process(COMMAND ${PROGRAM} manual --folder ${FOLDER}/man1 COMMAND_ERROR_IS_FATAL ANY)
