@echo off
rem Starts Luopan with the Node.js that lies beside it. `luopan --help` tells the options and commands.
"%~dp0runtime\node.exe" --max-semi-space-size=4 "%~dp0app\main\server.ts" %*
