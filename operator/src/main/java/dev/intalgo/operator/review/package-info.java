/** Pull requests on Git servers, by their REST APIs: plain values in, plain values out. */
package dev.intalgo.operator.review;
