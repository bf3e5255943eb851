/** Forms that are made of the API's own types, and specs that are made of what such a form sends. */
package dev.intalgo.console.form;
