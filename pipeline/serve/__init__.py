"""The preview while drafting (边写边看): what stands on the disk, as it will be issued, in a browser on this machine.

    looking   one look at the disk: the year as it can be shown, or why it cannot
    press     the year on paper, in a process of its own that is thrown away after each change
    state     what is shown now: of each view the last that came right, and whether it is what stands on the disk
    preview   the conductor: a saved file becomes a look, the look a page, the page a printout
    outline   the state as the browser is told it, nothing secret in it
    transport HTTP and events; knows nothing of plans

Nothing is written under content/ or build/, and nobody but this machine's browser is answered.
"""
