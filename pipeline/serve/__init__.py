"""The preview while drafting (边写边看): the plan as it will be issued, in a browser on this machine.

    messages        what the page says, in Chinese
    load            read the year once: as it can be shown, or why it cannot
    pdf_worker      print the PDF and draw its pages, in a process discarded after each change
    pdf_worker_pool start, feed and end those processes
    state           what is shown now: of each view the last good version, and whether it is current
    preview         watch the files; on a change load, render the page and submit a print job
    state_json      the state as the browser gets it, with nothing secret in it
    routes          the response at each address
    http_server     HTTP and server-sent events; knows nothing of plans

Nothing is written under content/ or build/, and only this machine's browser is answered.
"""
