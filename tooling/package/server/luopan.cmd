@echo off
rem Starts Luopan with the Node.js that lies beside it. `luopan --help` tells the options and commands.
"%~dp0runtime\node.exe" "%~dp0app\main\server.ts" %*
