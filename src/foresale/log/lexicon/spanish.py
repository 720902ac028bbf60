"""Spanish."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            cliente id_cliente id_del_cliente cliente_id codigo_cliente codigo_de_cliente cod_cliente numero_cliente
            numero_de_cliente nro_cliente num_cliente n_cliente usuario id_usuario usuario_id id_comprador
            comprador_id id_socio socio numero_socio tarjeta_cliente no_cliente clave_cliente | comprador
            nombre_de_usuario | correo correo_electronico nombre_cliente nombre_del_cliente email_cliente
            nombre_del_comprador
        """,
        "anon": "id_visitante visitante_id",
        "session": "id_sesion sesion",
        "time": """
            fecha_pago fecha_de_pago fecha_del_pago fecha_compra fecha_de_compra fecha_de_la_compra fecha_venta
            fecha_de_venta fecha_de_la_venta fecha_factura fecha_de_factura fecha_transaccion fecha_evento
            fecha_facturacion fecha_emision fecha_de_emision | fecha_hora fecha_y_hora marca_de_tiempo marca_temporal
            | fecha_pedido fecha_de_pedido fecha_del_pedido fecha_orden fecha_de_orden fecha_de_la_orden
            fecha_creacion fecha_de_creacion creado_el | fecha dia
        """,
        "type": "evento tipo_evento tipo_de_evento accion nombre_evento tipo_movimiento | tipo",
        "item": """
            producto id_producto id_del_producto producto_id codigo_producto codigo_de_producto codigo_del_producto
            cod_producto articulo id_articulo codigo_articulo codigo_de_articulo cod_articulo clave_producto
            codigo_barras codigo_de_barras id_publicacion numero_de_publicacion | referencia nombre_producto
            nombre_del_producto
        """,
        "variant": "variante id_variante",
        "title": """
            descripcion nombre_producto nombre_del_producto titulo titulo_de_la_publicacion nombre_articulo
            nombre_del_articulo descripcion_producto descripcion_articulo
        """,
        "category": "categoria familia id_categoria rubro subcategoria categoria_producto categoria_del_producto",
        "brand": "marca fabricante",
        "price": """
            precio precio_unitario precio_de_venta precio_venta pvp precio_producto precio_del_producto precio_unidad
            precio_por_unidad
        """,
        "list_price": "precio_lista precio_de_lista precio_original precio_regular",
        "quantity": """
            cantidad unidades cantidad_vendida unidades_vendidas cantidad_del_producto cant cantidad_producto piezas
            uds
        """,
        "amount": """
            importe importe_total monto monto_total valor valor_total total_pedido total_del_pedido importe_pedido
            importe_del_pedido total_compra total_de_la_compra total_venta total_de_la_venta total_a_pagar
            total_pagado monto_pagado importe_pagado total_orden total_de_la_orden total_factura importe_linea
            total_linea facturacion ingresos precio_total valor_pedido total_general
        """,
        "discount": "descuento monto_descuento importe_descuento rebaja",
        "coupon": "cupon codigo_descuento codigo_de_descuento codigo_cupon cupon_de_descuento codigo_promocional",
        "currency": "moneda divisa codigo_moneda",
        "order": """
            pedido numero_pedido numero_de_pedido numero_del_pedido num_pedido nro_pedido n_pedido no_pedido
            n_de_pedido nro_de_pedido id_pedido id_del_pedido pedido_id codigo_pedido referencia_pedido factura
            numero_factura numero_de_factura nro_factura folio orden id_orden numero_de_orden numero_orden nro_orden
            n_de_orden no_orden numero_de_la_orden numero_ticket numero_de_ticket n_ticket numero_de_venta id_venta
            n_de_venta nro_de_venta venta_id id_compra boleta numero_boleta id_transaccion numero_de_transaccion
            comprobante numero_comprobante
        """,
        "status": """
            estado estado_pedido estado_del_pedido estado_de_la_orden estado_orden estado_pago estado_del_pago
            estado_de_pago estatus estado_de_la_venta
        """,
        "query": "termino_busqueda busqueda termino_de_busqueda",
        "channel": "canal origen canal_de_venta canal_venta fuente",
        "device": "dispositivo",
        "country": "pais pais_de_envio",
        "region": "provincia comunidad_autonoma",
        "city": "ciudad codigo_postal localidad poblacion municipio",
        "shop": "tienda sucursal punto_de_venta",
    },
    types={
        "impression": "impresion impresiones",
        "view": """
            visita vista clic vista_producto ver_producto pagina_vista producto_visto vista_de_producto visualizacion
        """,
        "search": "busqueda",
        "favourite": "favorito favoritos lista_de_deseos agregar_a_favoritos",
        "cart": """
            carrito agregar_al_carrito anadir_al_carrito agregado_al_carrito anadido_al_carrito anadir_a_la_cesta
            cesta
        """,
        "cart_remove": "eliminar_del_carrito quitar_del_carrito",
        "order": "pedido",
        "purchase": "compra comprado venta pago factura",
        "refund": "devolucion reembolso",
        "cancel": "cancelado cancelacion anulado anulacion",
    },
    states={
        "unpaid": """
            pendiente pendiente_de_pago esperando_pago impagado impagada en_espera en_espera_de_pago no_pagado
            no_pagada pago_pendiente esperando_el_pago a_la_espera_de_pago sin_pagar fallido fallida pago_fallido
            error_en_el_pago por_pagar borrador
        """,
        "cancelled": """
            cancelado cancelada anulado anulada rechazado rechazada vencida vencido expirado expirada caducado
            caducada denegado
        """,
        "refunded": "reembolsado reembolsada devuelto devuelta reembolso devolucion",
        "paid": """
            pagado pago_aceptado preparacion_en_curso en_camino pagada enviado enviada entregado entregada completado
            completada finalizado finalizada en_preparacion listo_para_enviar listo_para_retirar procesando en_proceso
            preparando facturado facturada aprobado aprobada acreditado pago_recibido confirmado confirmada
            en_transito despachado despachada parcialmente_reembolsado parcialmente_reembolsada retirado cobrado
            cobrada pendiente_de_envio pendiente_de_entrega
        """,
    },
    other_times="""
        fecha_entrega fecha_de_entrega fecha_envio fecha_de_envio fecha_modificacion fecha_nacimiento
        fecha_de_nacimiento fecha_registro fecha_de_registro fecha_vencimiento fecha_de_vencimiento
        fecha_actualizacion fecha_cierre fecha_en_camino fecha_alta
    """,
    refund_times="fecha_reembolso fecha_devolucion fecha_de_reembolso fecha_de_devolucion",
    refund_money="importe_reembolso importe_reembolsado monto_reembolsado monto_reembolso",
    cancelled="fecha_cancelacion motivo_cancelacion fecha_de_cancelacion motivo_de_cancelacion fecha_anulacion",
    later="""
        estado estado_pedido fecha_entrega fecha_envio estado_del_pedido estado_pago estado_del_pago estado_envio
        estado_del_envio numero_de_seguimiento importe_reembolsado fecha_de_entrega fecha_de_envio
    """,
    personal="""
        apellido apellidos direccion telefono correo nombre_cliente correo_electronico direccion_de_envio
        direccion_envio direccion_de_entrega direccion_facturacion nombre_y_apellido nombre_del_cliente
        nombre_del_comprador nombre_completo dni nif ruc rut curp cuit domicilio observaciones notas comentarios
        nota_del_comprador notas_del_vendedor telefono_del_cliente cajero vendedor razon_social calle
        nombre_para_el_envio nombre_de_usuario
    """,
)
