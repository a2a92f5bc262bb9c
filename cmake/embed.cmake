# embed(TARGET SYMBOL FILE...) links files into TARGET, found again as embedded::SYMBOL (name -> bytes).
function(embed target symbol)
endfunction()
