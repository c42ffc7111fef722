// Package gdi prints through the spooler of Windows: pages as pictures over GDI,
// so that any driver prints them alike, and the commands of receipt printers as
// they are. It is empty on other systems.
package gdi
